import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { useTransferListStore } from './transfer-list.ts';

/** How a click or a key changes the selection. */
export type SelectMode = 'only' | 'toggle' | 'extend';

/**
 * The selected rows, by id, so that they stay selected when the list moves; and the line of the
 * cursor. When the cursor is on a batch's line, commands mean the whole batch.
 */
export const useSelectionStore = defineStore('selection', () => {
  const list = useTransferListStore();
  const ids = shallowRef<ReadonlySet<number>>(new Set());
  const cursor = ref(-1);
  const anchor = ref(-1);
  const batchId = ref<number>();
  /** Counts how often the user moved the cursor. */
  const moves = ref(0);
  let ordered = 0;

  /** The whole table is selected, including rows that are not loaded, except for `except`. */
  const everything = ref(false);
  const except = shallowRef<ReadonlySet<number>>(new Set());

  const count = computed(() =>
    everything.value ? Math.max(0, list.total - except.value.size) : ids.value.size,
  );
  /** The row in the details panel. */
  const lead = ref<number>();

  function clear(): void {
    ordered += 1;
    ids.value = new Set();
    everything.value = false;
    except.value = new Set();
    batchId.value = undefined;
    lead.value = undefined;
  }

  function has(id: number): boolean {
    return everything.value ? !except.value.has(id) : ids.value.has(id);
  }

  /** Moves the cursor to `line` and changes the selection by `mode`. */
  async function select(line: number, mode: SelectMode = 'only'): Promise<void> {
    const found = list.layout.lineAt(line);
    if (found === undefined) return;
    cursor.value = line;
    moves.value += 1;
    if (mode === 'extend' && anchor.value >= 0) {
      await extend(anchor.value, line);
      return;
    }
    anchor.value = line;
    if (found.kind === 'batch') {
      clear();
      batchId.value = found.batchId;
      return;
    }
    const id = list.rowAt(found.section, found.offset)?.id;
    if (mode === 'only') clear();
    if (id === undefined) return;
    batchId.value = undefined;
    if (everything.value) {
      const left = new Set(except.value);
      if (!left.delete(id)) left.add(id);
      except.value = left;
      return;
    }
    const selected = new Set(ids.value);
    if (mode === 'toggle' && selected.delete(id)) {
      lead.value = [...selected].at(-1);
    } else {
      selected.add(id);
      lead.value = id;
    }
    ids.value = selected;
  }

  async function extend(from: number, to: number): Promise<void> {
    const order = (ordered += 1);
    const between = await list.idsOnLines(Math.min(from, to), Math.max(from, to));
    // A newer click happened while the pages in between loaded.
    if (order !== ordered) return;
    batchId.value = undefined;
    everything.value = false;
    ids.value = new Set(between);
    lead.value = list.rowOnLine(to)?.id ?? between.at(-1);
  }

  /** Selects the whole table, including the rows of folded batches. */
  function selectAll(): void {
    if (list.layout.lines === 0) return;
    const { value } = lead;
    clear();
    lead.value = value;
    everything.value = true;
  }

  /** Selects one row by id, wherever it stands. */
  function selectId(id: number): void {
    clear();
    ids.value = new Set([id]);
    lead.value = id;
  }

  function move(lines: number, mode: SelectMode): Promise<void> {
    const last = list.layout.lines - 1;
    const target = Math.min(last, Math.max(0, cursor.value + lines));
    return last < 0 ? Promise.resolve() : select(target, mode);
  }

  /** The rows around the cursor moved, so the cursor moves with them. */
  function shift(lines: number): void {
    if (cursor.value >= 0) cursor.value += lines;
    if (anchor.value >= 0) anchor.value += lines;
  }

  /** Deselects folded rows, so that no command affects rows that the user cannot see. */
  watch(
    () => new Set(list.sections.flatMap(({ batchId: id, folded }) => (folded ? [id] : []))),
    (folded, before) => {
      if (ids.value.size === 0 || folded.difference(before).size === 0) return;
      const seen = [...ids.value].filter((id) => {
        const row = list.row(id);
        return row !== undefined && !folded.has(row.batchId);
      });
      ids.value = new Set(seen);
      if (lead.value !== undefined && !ids.value.has(lead.value)) lead.value = seen.at(-1);
    },
  );

  watch(
    () => [list.view, list.search, list.errorCode, list.batchId],
    () => {
      clear();
      cursor.value = -1;
      anchor.value = -1;
    },
  );

  return {
    ids,
    everything,
    except,
    has,
    cursor,
    anchor,
    moves,
    batchId,
    count,
    lead,
    clear,
    select,
    selectAll,
    selectId,
    move,
    shift,
  };
});
