import { refAutoReset } from '@vueuse/core';
import { onScopeDispose, type Ref, shallowRef, watch } from 'vue';
import type { PictureLine } from '../../../shared/ipc/picture.ts';
import type { LineHeights } from '../../model/list/line-heights.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import type { useLineWindow } from './use-line-window.ts';
import { useRowPool } from './use-row-pool.ts';

/** Lines outside the screen that are drawn in one frame while the list moves. */
const linesInFrame = 16;
/** Milliseconds without a scroll after which the user has stopped scrolling. */
const stoppedAfter = 1000;

/** A line where it is drawn, in pixels. */
export interface DrawnLine {
  readonly element: number;
  readonly number: number;
  readonly top: number;
  readonly height: number;
  /** Absent while the page does not know it yet. */
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
    const count = heights.value.lines === 0 ? 0 : last - first + 1;
    const lines = Array.from({ length: count }, (_, index) => store.lineAt(first + index));
    const ids = lines.map((line, index) => line?.key ?? `?${first + index}`);
    const [top, bottom] = area.onScreen.value;
    const moving = area.isMoving.value;
    const { elements, isComplete } = pool(
      ids,
      [top - first, bottom - first],
      moving ? linesInFrame : Infinity,
    );
    const now = new Map<string | number, DrawnLine>();
    ids.forEach((id, index) => {
      const element = elements.get(id);
      if (element !== undefined) now.set(id, place(element, first + index, lines[index]));
    });
    for (const [id, element] of elements) {
      const former = now.has(id) ? undefined : before.get(id);
      if (former?.element !== element) continue;
      const isInSight = former.number >= top && former.number <= bottom;
      if (!isInSight) now.set(id, place(element, former.number, former.line));
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
