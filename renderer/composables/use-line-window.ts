import { useElementSize, useEventListener } from '@vueuse/core';
import { computed, type MaybeRefOrGetter, type Ref, ref, toValue, watch } from 'vue';
import type { LineHeights } from '../model/list/line-heights.ts';

/** Pixels. Chromium's layout ends at about 33 million pixels; a million lines need 34 million. */
const tallest = 15_000_000;
/** Pixels. Beyond the layout limit, the positions of lines count from a multiple of this. */
const stretch = 1_000_000;
/** Pixels drawn above and below the screen, so that one turn of a wheel meets no blank line. */
const drawnAround = 1200;

type Lines = readonly [first: number, last: number];

export interface LineWindowOptions {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly heights: MaybeRefOrGetter<LineHeights>;
}

/**
 * The lines of a list of any length that are on the screen, and a little around it. Beyond the
 * browser's layout limit the scroll bar moves through the list faster than its own pixels.
 */
export function useLineWindow({ scroller, heights }: LineWindowOptions) {
  const { height: viewport } = useElementSize(scroller);
  /** Pixels of the list above the screen. */
  const offset = ref(0);
  /** Where the scroll bar stands, in its own pixels. */
  const barOffset = ref(0);

  const height = computed(() => toValue(heights).height);
  const shownHeight = computed(() => Math.min(height.value, tallest));
  const scale = computed(() =>
    height.value <= tallest ? 1 : (height.value - viewport.value) / (tallest - viewport.value),
  );

  function read(): void {
    const element = scroller.value;
    if (element === null) return;
    barOffset.value = element.scrollTop;
    offset.value = element.scrollTop * scale.value;
  }
  useEventListener(scroller, 'scroll', read, { passive: true });
  watch([scroller, scale], read, { flush: 'post' });

  /** The lines on the screen and some pixels around it; the same object while they are the same. */
  function linesWithin(around: number, before: Lines | undefined): Lines {
    const current = toValue(heights);
    const first = current.lineAt(offset.value - around);
    const last = current.lineAt(offset.value + viewport.value + around);
    return before?.[0] === first && before[1] === last ? before : [first, last];
  }
  const drawn = computed<Lines>((before) => linesWithin(drawnAround, before));
  const onScreen = computed<Lines>((before) => linesWithin(0, before));

  const base = computed(() =>
    scale.value === 1 ? 0 : Math.floor(offset.value / stretch) * stretch,
  );
  /**
   * How far all drawn lines are moved, in pixels. Beyond the layout limit this changes with each
   * scroll, so that the lines themselves stay where they are.
   */
  const shift = computed(() =>
    scale.value === 1 ? 0 : base.value - offset.value + barOffset.value,
  );

  /** Where a line is drawn, in pixels below `shift`. */
  function topOf(line: number): number {
    return toValue(heights).topOf(line) - base.value;
  }

  /** Scrolls to a distance from the top of the list. */
  function scrollTo(wanted: number): void {
    const element = scroller.value;
    if (element === null) return;
    element.scrollTop = wanted / scale.value;
    read();
  }

  /** Scrolls the least distance that shows the whole line. */
  function reveal(line: number): void {
    const current = toValue(heights);
    const top = current.topOf(line);
    const bottom = top + current.heightOf(line);
    if (top < offset.value) scrollTo(top);
    else if (bottom > offset.value + viewport.value) scrollTo(bottom - viewport.value);
  }

  return { viewport, offset, shownHeight, drawn, onScreen, shift, topOf, scrollTo, reveal };
}
