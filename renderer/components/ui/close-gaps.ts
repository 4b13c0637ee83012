import { useResizeObserver } from '@vueuse/core';
import { onMounted, type Ref, watch } from 'vue';
import { fittingLetters } from '../../model/names/fitting-letters.ts';

/** Letters of scripts that run from the right: CSS cuts them at their other end. */
const fromTheRight = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;
/** Browsers place letters in 64ths of a pixel. */
const slack = 1 / 32;

const waiting = new Set<HTMLElement>();
const ellipses = new Map<string, number>();

/**
 * Makes the first half of a name as narrow as its letters, before the next frame is drawn. CSS
 * keeps the whole width for it when it cuts it, so that the next letter, which did not fit, leaves
 * a gap before the second half. A wrong width only cuts a letter more: the halves never overlap.
 *
 * @param head has the text alone, and the space for it does not depend on its width. Call it again
 *   when the text or the space has changed
 */
export function closeGap(head: HTMLElement): void {
  if (waiting.size === 0) requestAnimationFrame(closeAll);
  waiting.add(head);
}

/**
 * Closes the gap of a component.
 *
 * @param whole the element whose width the name may take
 * @param text what the name shows
 */
export function useClosedGap(
  head: Readonly<Ref<HTMLElement | null>>,
  whole: Readonly<Ref<HTMLElement | null>>,
  text: () => string,
): void {
  function fit(): void {
    if (head.value !== null) closeGap(head.value);
  }
  onMounted(fit);
  watch(text, fit, { flush: 'post' });
  useResizeObserver(whole, fit);
}

/** Fits all names again whenever a font has arrived: before, their letters were those of another. */
export function closeGapsOfFonts(fonts: FontFaceSet): void {
  fonts.addEventListener('loadingdone', () => {
    ellipses.clear();
    document.querySelectorAll<HTMLElement>('.head').forEach(closeGap);
  });
}

/** One layout for all names: writing between two reads would cost one for each. */
function closeAll(): void {
  const heads = [...waiting].filter(({ isConnected }) => isConnected);
  waiting.clear();
  for (const head of heads) head.style.removeProperty('max-width');
  const widths = heads.map(widthOf);
  heads.forEach((head, index) => {
    const width = widths[index];
    if (width !== undefined) head.style.setProperty('max-width', `${width}px`);
  });
}

/** The width of the letters that CSS shows, with the ellipsis; absent when it cuts nothing. */
function widthOf(head: HTMLElement): number | undefined {
  const text = head.firstChild;
  if (!(text instanceof Text) || fromTheRight.test(text.data)) return undefined;
  const range = document.createRange();
  const widthUpTo = (end: number): number => {
    range.setStart(text, 0);
    range.setEnd(text, end);
    return range.getBoundingClientRect().width;
  };
  const { width } = head.getBoundingClientRect();
  if (widthUpTo(text.length) <= width + slack) return undefined;
  const ellipsis = widthOfEllipsis(getComputedStyle(head));
  const end = fittingLetters(text.data, width - ellipsis, widthUpTo);
  return widthUpTo(end) + ellipsis + slack;
}

function widthOfEllipsis(style: CSSStyleDeclaration): number {
  const { fontFamily, fontSize, fontWeight, fontVariantNumeric } = style;
  const font = { fontFamily, fontSize, fontWeight, fontVariantNumeric };
  const key = Object.values(font).join();
  const known = ellipses.get(key);
  if (known !== undefined) return known;
  const probe = document.createElement('span');
  probe.textContent = '…';
  Object.assign(probe.style, font, { position: 'absolute' });
  document.body.append(probe);
  const { width } = probe.getBoundingClientRect();
  probe.remove();
  ellipses.set(key, width);
  return width;
}
