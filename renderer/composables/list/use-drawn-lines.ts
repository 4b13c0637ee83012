import { refAutoReset } from '@vueuse/core';
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { PictureLine } from '../../../shared/ipc/picture.ts';
import type { LineHeights } from '../../model/list/line-heights.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import type { useLineWindow } from './use-line-window.ts';
import { useRowPool } from './use-row-pool.ts';

/** Lines outside the screen that are drawn in one frame while the list moves. */
const linesInFrame = 24;
/** Milliseconds without a scroll after which the user has stopped scrolling. */
const stoppedAfter = 1000;

/** A line where it is drawn, in pixels. */
export interface DrawnLine {
  readonly element: number;
  readonly number: number;
  readonly top: number;
  readonly height: number;
  /** Absent for a line on the screen that the page does not know yet. */
  readonly line: PictureLine | undefined;
}

/**
 * The lines in the document: those on the screen at once, and those around it a few in each frame,
 * so that no frame draws all lines of a turn of the wheel.
 */
export function useDrawnLines(
  heights: Readonly<Ref<LineHeights>>,
  area: ReturnType<typeof useLineWindow>,
): Readonly<Ref<readonly DrawnLine[]>> {
  const store = usePictureStore();
  const pool = useRowPool();
  const drawn = shallowRef<readonly DrawnLine[]>([]);
  let before = new Map<string | number, DrawnLine>();
  let next = 0;
  const inOrder = refAutoReset(true, stoppedAfter);

  function place(element: number, number: number, line: PictureLine | undefined): DrawnLine {
    const height = heights.value.heightOf(number);
    return { element, number, top: area.topOf(number), height, line };
  }

  function draw(): void {
    cancelAnimationFrame(next);
    if (area.isMoving.value) inOrder.value = false;
    const [first, last] = area.drawn.value;
    const [top, bottom] = area.onScreen.value;
    const lineCount = heights.value.lines;
    const count = lineCount === 0 ? 0 : last - first + 1;
    // A line outside the screen is drawn once it is known.
    const lines = Array.from({ length: count }, (_, index) => first + index)
      .map((number) => ({ number, line: store.lineAt(number) }))
      .filter(({ number, line }) => line !== undefined || (number >= top && number <= bottom));
    const ids = lines.map(({ number, line }) => line?.key ?? `?${number}`);
    const urgent = lines.findIndex(({ number }) => number >= top);
    const { elements, isComplete } = pool(
      ids,
      [urgent, urgent + bottom - top],
      area.isMoving.value ? linesInFrame : Infinity,
    );
    const now = new Map<string | number, DrawnLine>();
    lines.forEach(({ number, line }, index) => {
      const id = ids[index];
      const element = id === undefined ? undefined : elements.get(id);
      if (id !== undefined && element !== undefined) now.set(id, place(element, number, line));
    });
    for (const [id, element] of elements) {
      const former = now.has(id) ? undefined : before.get(id);
      if (former?.element !== element) continue;
      const { number } = former;
      const isInSight = number >= top && number <= bottom;
      const isNear = number >= first - count && number < Math.min(last + count, lineCount);
      if (isNear && !isInSight) now.set(id, place(element, number, former.line));
    }
    before = now;
    // An element that changes its place in the document is laid out anew: a screen reader finds the
    // lines in their order once the user has stopped scrolling.
    drawn.value = [...now.values()].sort((one, other) =>
      inOrder.value ? one.number - other.number : one.element - other.element,
    );
    if (!isComplete) next = requestAnimationFrame(draw);
  }

  watch(
    [area.drawn, area.onScreen, area.base, area.isMoving, inOrder, heights, () => store.picture],
    draw,
    {
      immediate: true,
    },
  );
  onScopeDispose(() => {
    cancelAnimationFrame(next);
  });
  return drawn;
}
