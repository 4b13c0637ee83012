import { useResizeObserver } from '@vueuse/core';
import { type Ref, ref, watch } from 'vue';
import { fittingLetters } from '../model/split-name.ts';

/** Writing from the right is cut at the other end, and mixed with ours in an order of its own. */
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
 * A text that is too long for its box ends in an ellipsis behind the last letter that fits. What it
 * leaves of the box, up to a wide letter, in pixels; so that what follows can move up to it.
 *
 * The letters are measured where they stand: cut or not, they keep their places. That happens when
 * the box has just been laid out, or once for all texts that changed together.
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
