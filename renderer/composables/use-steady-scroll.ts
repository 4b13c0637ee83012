import { computed, type Ref, watch } from 'vue';
import { commonShift, type SeenLine } from '../model/common-shift.ts';
import { type Block, headerHeight, rowHeight } from '../model/list-layout.ts';
import { useSelectionStore } from '../stores/selection.ts';
import { useTransferListStore } from '../stores/transfer-list.ts';

export interface SteadyScrollOptions {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** The blocks on the screen. */
  readonly blocks: Readonly<Ref<readonly { readonly block: Block }[]>>;
  /** Pixels of the list for each pixel of the scroll bar. */
  readonly scale: Readonly<Ref<number>>;
}

/**
 * Keeps the same rows on the screen after the user has scrolled away from the top, while rows above
 * them come, go and move. The cursor stays among these rows.
 */
export function useSteadyScroll({ scroller, blocks, scale }: SteadyScrollOptions) {
  const list = useTransferListStore();
  const selection = useSelectionStore();
  let seen: readonly SeenLine[] = [];

  function linesOf(block: Block): readonly SeenLine[] {
    const batchId = list.sections[block.section]?.batchId ?? null;
    const top = list.layout.topOf(block.line);
    if (block.kind === 'batch') return [{ line: block.line, top, batchId }];
    return Array.from({ length: block.count }, (_, index) => {
      const offset = block.offset + index;
      const id = list.rowAt(block.section, offset)?.id;
      const place = { line: block.line + index, top: top + index * rowHeight, batchId, offset };
      return id === undefined ? place : { ...place, id };
    });
  }

  const lines = computed(() => blocks.value.flatMap(({ block }) => linesOf(block)));

  function keepStill(element: HTMLElement): void {
    const from = element.scrollTop * scale.value;
    const to = from + element.clientHeight - headerHeight;
    const visible = seen.filter(({ top }) => top + rowHeight > from && top < to);
    const shift = commonShift(visible, (before) => {
      const line = list.lineNow(before);
      return line === undefined ? undefined : { line, top: list.layout.topOf(line) };
    });
    if (shift.pixels === 0) return;
    selection.shift(shift.lines);
    if (element.scrollTop > 0) element.scrollTop += shift.pixels / scale.value;
  }

  watch(
    lines,
    (now) => {
      if (scroller.value !== null) keepStill(scroller.value);
      seen = now;
    },
    { flush: 'post' },
  );

  return {
    /** Call this when the list shows other content. */
    forget: () => {
      seen = [];
    },
  };
}
