import { useResizeObserver } from '@vueuse/core';
import { type Ref, ref, watch } from 'vue';
import { fittingLetters } from '../model/split-name.ts';

/**
 * Browsers cut right-to-left text at the other end, and mix it with left-to-right text in another
 * order.
 */
const fromTheRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

const canvas = document.createElement('canvas').getContext('2d');
const ellipses = new Map<string, number>();

function ellipsisWidth({ fontStyle, fontWeight, fontSize, fontFamily }: CSSStyleDeclaration) {
  const font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
  const known = ellipses.get(font);
  if (known !== undefined || canvas === null) return known;
  canvas.font = font;
  const { width } = canvas.measureText('…');
  ellipses.set(font, width);
  return width;
}

function gapIn(box: HTMLElement): number {
  const text = box.firstChild;
  const ellipsis = ellipsisWidth(getComputedStyle(box));
  if (!(text instanceof Text) || ellipsis === undefined || fromTheRight.test(text.data)) return 0;
  const range = document.createRange();
  const widthUpTo = (end: number): number => {
    range.setStart(text, 0);
    range.setEnd(text, end);
    return range.getBoundingClientRect().width;
  };
  const { width } = box.getBoundingClientRect();
  if (widthUpTo(text.length) <= width) return 0;
  const room = width - ellipsis;
  return Math.max(0, room - widthUpTo(fittingLetters(text.data, room, widthUpTo)));
}

/**
 * Returns the gap, in pixels, between a cut text and the end of its box. A text that is too long
 * ends in an ellipsis after the last letter that fits. The gap is narrower than one wide letter;
 * content after the box can move into it.
 *
 * The function measures the letters in place, because cutting does not move them. It measures after
 * a layout of the box, or once for all texts that changed together.
 */
export function useCutGap(
  box: Readonly<Ref<HTMLElement | null>>,
  text: () => string,
): Readonly<Ref<number>> {
  const gap = ref(0);
  function measure(): void {
    if (box.value !== null) gap.value = gapIn(box.value);
  }
  useResizeObserver(box, measure);
  watch(text, measure, { flush: 'post' });
  return gap;
}
