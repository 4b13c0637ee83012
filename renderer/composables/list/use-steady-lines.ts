import { nextTick, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { LineHeights } from '../../model/list/line-heights.ts';
import { uploadsAbove } from '../../model/list/picture-heights.ts';
import { useNavigationStore } from '../../stores/navigation.ts';
import { usePictureStore } from '../../stores/uploads/picture.ts';
import type { useLineWindow } from './use-line-window.ts';

/** The first line on the screen as it was drawn last. */
interface Held {
  readonly key: number | string;
  readonly top: number;
  readonly uploadsAbove: number;
}

/**
 * Keeps what is in sight where it is: when lines come in above it or grow, the scroll bar moves by
 * as much. Counts the uploads that came in above, so that the user can be told.
 */
export function useSteadyLines(
  heights: Readonly<ShallowRef<LineHeights>>,
  area: ReturnType<typeof useLineWindow>,
) {
  const store = usePictureStore();
  const navigation = useNavigationStore();
  /** Uploads that came in above the screen since the user left the top. */
  const above = ref(0);
  const held = shallowRef<Held>();
  let wanted = navigation.takeOffset();

  function scrollSoon(offset: number): void {
    void nextTick(() => {
      area.scrollTo(offset);
    });
  }

  function uploadsAboveOf(line: number): number {
    return uploadsAbove(store.picture?.list.runs, line);
  }

  watch(heights, (now) => {
    if (now.lines === 0) return;
    if (wanted > 0) {
      scrollSoon(wanted);
      wanted = 0;
      return;
    }
    const before = held.value;
    if (before === undefined || area.offset.value <= 0) return;
    const number = store.numberOf(before.key) ?? store.picture?.list.anchorLine;
    if (number === undefined) return;
    const moved = now.topOf(number) - before.top;
    if (moved === 0) return;
    const more = uploadsAboveOf(number) - before.uploadsAbove;
    if (store.view.kind === 'uploads' && more > 0) above.value += more;
    scrollSoon(area.offset.value + moved);
  });
  watch(area.offset, (offset) => {
    if (offset <= 0) above.value = 0;
  });

  return {
    above,
    /** Notes which line stands first on the screen. */
    hold(number: number): number | string | undefined {
      const line = store.lineAt(number);
      const first = line?.kind === 'heading' ? number + 1 : number;
      const key = store.lineAt(first)?.key;
      held.value =
        key === undefined
          ? undefined
          : { key, top: heights.value.topOf(first), uploadsAbove: uploadsAboveOf(first) };
      return key;
    },
    forget(): void {
      above.value = 0;
      held.value = undefined;
      wanted = 0;
    },
  };
}
