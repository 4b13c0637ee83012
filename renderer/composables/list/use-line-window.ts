import { refAutoReset, useElementSize, useEventListener } from '@vueuse/core';
import { computed, type MaybeRefOrGetter, type Ref, shallowRef, toValue, watch } from 'vue';
import type { LineHeights } from '../../model/list/line-heights.ts';
import { atTop, type ListScroll, longScroll } from '../../model/list/long-scroll.ts';

/** Pixels drawn above and below the screen, so that one turn of a wheel meets no blank line. */
const drawnAround = 2600;

/** Milliseconds without a scroll after which the list is at rest. */
const restsAfter = 150;

/** Lines that are drawn together: to draw a few lines in every frame costs more. */
const drawnTogether = 8;

type Lines = readonly [first: number, last: number];

export interface LineWindowOptions {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly heights: MaybeRefOrGetter<LineHeights>;
}

/** The lines of a list of any length that are on the screen, and a little around it. */
export function useLineWindow({ scroller, heights }: LineWindowOptions) {
  const { height: viewport, width } = useElementSize(scroller);
  const position = shallowRef<ListScroll>(atTop);
  /** Pixels of the list above the screen. */
  const offset = computed(() => position.value.offset);
  const base = computed(() => position.value.base);
  const scroll = computed(() => longScroll(toValue(heights).height, viewport.value));
  const shownHeight = computed(() => scroll.value.shownHeight);

  const isMoving = refAutoReset(false, restsAfter);

  /** Puts the scroll bar where the position says. */
  function move(to: ListScroll): void {
    const element = scroller.value;
    if (element === null) return;
    if (element.scrollTop !== to.bar) element.scrollTop = to.bar;
    // The browser rounds to pixels of the screen, and knows no place behind the end.
    position.value = { ...to, bar: element.scrollTop, offset: element.scrollTop + to.base };
  }

  function onScroll(): void {
    const element = scroller.value;
    if (element === null || element.scrollTop === position.value.bar) return;
    isMoving.value = true;
    const moved = scroll.value.moved(position.value, element.scrollTop);
    if (moved.base === position.value.base) position.value = moved;
    else move(moved);
  }
  useEventListener(scroller, 'scroll', onScroll, { passive: true });
  watch([scroller, scroll], () => move(scroll.value.at(position.value, offset.value)), {
    flush: 'post',
  });

  /**
   * The lines on the screen and some pixels around it, in whole groups; the same object while they
   * are the same.
   */
  function linesWithin(around: number, group: number, before: Lines | undefined): Lines {
    const current = toValue(heights);
    const begin = current.lineAt(offset.value - around);
    const end = current.lineAt(offset.value + viewport.value + around);
    const first = begin - (begin % group);
    const groups = Math.ceil((end - begin + 1) / group) + (group === 1 ? 0 : 1);
    const last = Math.min(Math.max(0, current.lines - 1), first + groups * group - 1);
    return before?.[0] === first && before[1] === last ? before : [first, last];
  }
  const drawn = computed<Lines>((before) => linesWithin(drawnAround, drawnTogether, before));
  const onScreen = computed<Lines>((before) => linesWithin(0, 1, before));

  /** Where a line is drawn, in pixels from the top of what is scrolled. */
  function topOf(line: number): number {
    return toValue(heights).topOf(line) - base.value;
  }

  /** Scrolls to a distance from the top of the list. */
  function scrollTo(wanted: number): void {
    move(scroll.value.at(position.value, wanted));
  }

  /** Scrolls the least distance that shows the whole line. */
  function reveal(line: number): void {
    const current = toValue(heights);
    const top = current.topOf(line);
    const bottom = top + current.heightOf(line);
    if (top < offset.value) scrollTo(top);
    else if (bottom > offset.value + viewport.value) scrollTo(bottom - viewport.value);
  }

  return {
    viewport,
    width,
    offset,
    base,
    isMoving,
    shownHeight,
    drawn,
    onScreen,
    topOf,
    scrollTo,
    reveal,
  };
}
