import { observeElementOffset, useVirtualizer, type Virtualizer } from '@tanstack/vue-virtual';
import { computed, type MaybeRefOrGetter, type Ref, toValue, watch } from 'vue';
import { batchHeight, headerHeight, type ListLayout, rowHeight } from '../model/list-layout.ts';

/** Pixels. Chromium's layout ends at about 33 million pixels; a million rows need 46 million. */
const tallest = 15_000_000;

export interface TallListOptions {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly layout: MaybeRefOrGetter<ListLayout>;
  /** Receives the lines around the screen whenever they change. */
  readonly onLines: (first: number, last: number) => void;
}

/**
 * A virtual list of any length. Beyond the browser's layout limit, the scroll bar moves through the
 * list faster than its own pixels. Visible rows keep their true size.
 */
export function useTallList({ scroller, layout, onLines }: TallListOptions) {
  const height = computed(() => toValue(layout).height);
  const shownHeight = computed(() => Math.min(height.value, tallest));

  function scaleFor(viewport: number): number {
    if (height.value <= tallest) return 1;
    return (height.value - viewport) / (tallest - viewport);
  }

  const virtualizer = useVirtualizer<HTMLElement, Element>(
    computed(() => {
      const current = toValue(layout);
      return {
        count: current.blocks,
        overscan: 1,
        getScrollElement: () => scroller.value,
        estimateSize: (index: number) => current.blockHeight(index),
        getItemKey: (index: number) => {
          const block = current.blockAt(index);
          return block?.kind === 'rows'
            ? `${block.section}:${block.offset}`
            : `${block?.batchId ?? index}`;
        },
        observeElementOffset: (
          instance: Virtualizer<HTMLElement, Element>,
          listener: (offset: number, moving: boolean) => void,
        ) =>
          observeElementOffset(instance, (offset, moving) => {
            listener(offset * scaleFor(instance.scrollRect?.height ?? 0), moving);
          }),
      };
    }),
  );

  const viewport = computed(() => virtualizer.value.scrollRect?.height ?? 0);
  const scale = computed(() => scaleFor(viewport.value));

  const blocks = computed(() => {
    const current = toValue(layout);
    const offset = virtualizer.value.scrollOffset ?? 0;
    return virtualizer.value.getVirtualItems().flatMap((item) => {
      const block = current.blockAt(item.index);
      if (block === undefined) return [];
      return [{ key: String(item.key), block, top: item.start - offset + offset / scale.value }];
    });
  });

  watch(
    [blocks, () => toValue(layout)],
    () => {
      const first = blocks.value.at(0)?.block;
      const last = blocks.value.at(-1)?.block;
      if (first === undefined || last === undefined) onLines(0, 0);
      else onLines(first.line, last.kind === 'rows' ? last.line + last.count - 1 : last.line);
    },
    { immediate: true },
  );

  /** Scrolls the minimum distance that shows `line` on the screen. */
  function reveal(line: number): void {
    const element = scroller.value;
    const current = toValue(layout);
    const found = current.lineAt(line);
    if (element === null || found === undefined) return;
    const top = current.topOf(line);
    const bottom = top + (found.kind === 'batch' ? batchHeight : rowHeight);
    const offset = element.scrollTop * scale.value;
    const room = element.clientHeight - headerHeight;
    if (top < offset) element.scrollTop = top / scale.value;
    else if (bottom > offset + room) {
      element.scrollTop = (bottom - room) / scale.value;
    }
  }

  return {
    blocks,
    shownHeight,
    /** Pixels of the list for each pixel of the scroll bar. */
    scale,
    reveal,
    linesPerScreen: () => Math.max(1, Math.floor(viewport.value / rowHeight) - 1),
  };
}
