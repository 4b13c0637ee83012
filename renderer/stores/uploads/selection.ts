import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { PictureLine } from '../../../shared/ipc/picture.ts';
import type { LineKey, PictureSelection } from '../../../shared/ipc/picture-question.ts';
import { useClient } from '../../bridge.ts';
import { useNoticesStore } from '../notices.ts';
import { usePictureStore } from './picture.ts';

/** How a click or a key changes the selection. */
export type SelectMode = 'only' | 'toggle' | 'extend';

/**
 * The cursor and the selection: keys of lines, or all lines of the view but some. Main counts what
 * is selected; the page never holds the keys of a whole list.
 */
export const useSelectionStore = defineStore('selection', () => {
  const store = usePictureStore();
  const notices = useNoticesStore();
  /** The number of the cursor's line; -1 before the first move. */
  const cursor = ref(-1);
  const cursorKey = ref<LineKey>();
  /** The number of the line where a range began. */
  const anchor = ref(-1);
  /** Counts the moves of the user. */
  const moves = ref(0);
  /** How to select a line to which the cursor moved before the line was known. */
  let pending: SelectMode | undefined;
  let ordered = 0;

  const all = computed(() => 'all' in store.selection);
  const keys = computed(() => {
    const { selection } = store;
    return new Set('all' in selection ? selection.except : selection.keys);
  });
  const none = computed(() => !all.value && keys.value.size === 0);
  /** Selected uploads, or files: below folders main counts. */
  const count = computed(() => {
    const plain = [...keys.value].every((key) => typeof key === 'number');
    return plain && !all.value ? keys.value.size : (store.picture?.selected.count ?? 0);
  });
  /** The only selected line. */
  const only = computed(() => {
    const [key] = keys.value;
    return all.value || keys.value.size !== 1 ? undefined : key;
  });
  const onlyLine = computed(() => {
    const number = only.value === undefined ? undefined : store.numberOf(only.value);
    return number === undefined ? undefined : store.lineAt(number);
  });

  /** Selected lines on the screen, with those below a selected folder. */
  const shown = computed(() => {
    const found = new Set<LineKey>();
    let below = Infinity;
    for (const line of store.picture?.list.lines ?? []) {
      if (line.kind === 'heading' || line.kind === 'account') continue;
      const level = line.kind === 'upload' ? 0 : line.level;
      if (level <= below) below = Infinity;
      const picked = keys.value.has(line.key);
      // Everything means what the filter matches: a dimmed line has left it.
      if (all.value && line.left === true) continue;
      if (all.value !== picked || (below < Infinity && !all.value)) found.add(line.key);
      if (picked && line.kind === 'folder' && below === Infinity) below = level;
    }
    return found;
  });

  function change(selection: PictureSelection): void {
    ordered += 1;
    store.selection = selection;
  }

  function clear(): void {
    pending = undefined;
    if (!none.value) change({ keys: [] });
  }

  function toggle(key: LineKey): void {
    const left = new Set(keys.value);
    if (!left.delete(key)) left.add(key);
    change(all.value ? { all: true, except: [...left] } : { keys: [...left] });
  }

  /** Selects all lines between two numbers; main knows those that the page does not. */
  async function extend(to: number): Promise<void> {
    const order = (ordered += 1);
    const [first, last] = [Math.min(anchor.value, to), Math.max(anchor.value, to)];
    const between = await notices.attempt(() =>
      useClient().call.picture.keysBetween({ first, last }),
    );
    // A newer click happened while main looked.
    if (between === undefined || order !== ordered) return;
    store.selection = { keys: between };
  }

  function apply(mode: SelectMode): void {
    const found = store.lineAt(cursor.value);
    cursorKey.value = found?.key;
    if (mode === 'extend' && anchor.value >= 0) {
      pending = undefined;
      void extend(cursor.value);
      return;
    }
    pending = found === undefined ? mode : undefined;
    anchor.value = cursor.value;
    if (!canSelect(found)) return;
    if (mode === 'toggle') toggle(found.key);
    else change({ keys: [found.key] });
  }

  /** Moves the cursor to the line with a number, and changes the selection by `mode`. */
  function select(number: number, mode: SelectMode = 'only'): void {
    cursor.value = number;
    moves.value += 1;
    apply(mode);
  }

  /** Moves the cursor by lines and passes over headings. */
  function move(by: number, mode: SelectMode): void {
    const { lines } = store.heights;
    const isHeading = (number: number) => store.lineAt(number)?.kind === 'heading';
    let number = Math.min(lines - 1, Math.max(0, cursor.value + by));
    if (isHeading(number)) number += by > 0 || number === 0 ? 1 : -1;
    if (number >= 0 && number < lines) select(number, mode);
  }

  function selectAll(): void {
    if ((store.picture?.list.matching ?? 0) > 0) change({ all: true, except: [] });
  }

  watch(
    () => store.picture,
    () => {
      if (pending !== undefined) apply(pending);
      const number = cursorKey.value === undefined ? undefined : store.numberOf(cursorKey.value);
      if (number === undefined || number === cursor.value) return;
      if (anchor.value >= 0) anchor.value += number - cursor.value;
      cursor.value = number;
    },
  );
  watch(
    () => [store.view.kind, store.view.kind === 'upload' && store.view.batchId],
    () => {
      cursor.value = -1;
      cursorKey.value = undefined;
      anchor.value = -1;
      pending = undefined;
    },
    { flush: 'sync' },
  );

  /** Takes up the selection and the cursor of before, after going back to their list. */
  function restore(selection: PictureSelection, key: LineKey | undefined): void {
    change(selection);
    cursorKey.value = key;
  }

  return {
    cursor,
    cursorKey,
    moves,
    all,
    count,
    none,
    only,
    onlyLine,
    shown,
    clear,
    select,
    selectAll,
    move,
    restore,
  };
});

function canSelect(line: PictureLine | undefined): line is PictureLine {
  return line !== undefined && line.kind !== 'heading' && line.kind !== 'account';
}
