import { useEventListener } from '@vueuse/core';
import { computed, type Ref, shallowRef } from 'vue';

/** Pixels that the pointer moves before a press becomes a drag. */
const dragsFrom = 5;

interface Press {
  readonly id: string;
  readonly from: number;
  readonly startsAt: number;
  readonly moving: boolean;
  /** The position that the line has when the pointer is released. */
  readonly to: number;
}

/**
 * Sorts the lines of a list with the pointer. Escape ends the drag and changes nothing.
 *
 * @param list the element whose children are the lines, in their order
 * @param move called with a line and its new position
 */
export function useReorder(
  list: Readonly<Ref<HTMLElement | null>>,
  move: (id: string, position: number) => void,
) {
  const press = shallowRef<Press>();
  let ended = false;

  function down(event: PointerEvent, id: string, from: number): void {
    ended = false;
    if (event.button === 0) {
      press.value = { id, from, startsAt: event.clientY, moving: false, to: from };
    }
  }

  /** The number of other lines whose middle is above the pointer. */
  function positionAt(y: number, from: number): number {
    const middles = [...(list.value?.children ?? [])].map((line) => {
      const { top, height } = line.getBoundingClientRect();
      return top + height / 2;
    });
    return middles.filter((middle, number) => number !== from && middle < y).length;
  }

  useEventListener(window, 'pointermove', ({ clientY }) => {
    const now = press.value;
    if (now === undefined) return;
    const moving = now.moving || Math.abs(clientY - now.startsAt) > dragsFrom;
    if (moving) press.value = { ...now, moving, to: positionAt(clientY, now.from) };
  });
  useEventListener(window, 'pointerup', () => {
    const now = press.value;
    press.value = undefined;
    if (now?.moving !== true) return;
    ended = true;
    if (now.to !== now.from) move(now.id, now.to);
  });
  useEventListener(window, 'pointercancel', () => {
    press.value = undefined;
  });
  useEventListener(
    window,
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || press.value?.moving !== true) return;
      event.preventDefault();
      event.stopPropagation();
      ended = true;
      press.value = undefined;
    },
    { capture: true },
  );

  const drag = computed(() => (press.value?.moving === true ? press.value : undefined));

  /** Where the dragged line would come: before or after the line with this number. */
  function markAt(number: number): 'before' | 'after' | undefined {
    const now = drag.value;
    if (now === undefined || now.to === now.from || now.to !== number) return undefined;
    return now.to < now.from ? 'before' : 'after';
  }

  return {
    down,
    dragged: computed(() => drag.value?.id),
    markAt,
    /** True for the click with which a drag ends. */
    endsDrag: () => ended,
  };
}
