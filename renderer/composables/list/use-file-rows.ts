import { computed, type Ref, watchEffect } from 'vue';
import { FileRow, type FileRowManner } from '../../components/list/file-row.ts';
import { UnknownRow } from '../../components/list/unknown-row.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { useSelectionStore } from '../../stores/uploads/selection.ts';
import { type MessageValues, useWords } from '../words/use-words.ts';
import type { DrawnLine } from './use-drawn-lines.ts';

export interface FileRowsOptions {
  /** An element that Vue leaves empty. */
  readonly host: Readonly<Ref<HTMLElement | null>>;
  readonly drawn: Readonly<Ref<readonly DrawnLine[]>>;
  readonly room: Readonly<Ref<number>>;
  readonly pictures: Readonly<Ref<boolean>>;
}

/** Draws the lines of an opened upload; each has the row that `useDrawnLines` gave it. */
export function useFileRows({ host, drawn, room, pictures }: FileRowsOptions): void {
  const selection = useSelectionStore();
  const { t, count, number, percent } = useWords();
  const loading = computed(() => t('uploads.loading'));
  const rows = new Map<number, FileRow | UnknownRow>();
  /** Rows of lines that left, for lines that come. */
  const spare: FileRow[] = [];

  const manner = computed<FileRowManner>(() => {
    // Rows say one of a few words, and to look it up costs more than to draw it.
    const known = new Map<MessageKey, string>([['uploads.loading', loading.value]]);
    function say(key: MessageKey, values?: MessageValues): string {
      if (values !== undefined) return t(key, values);
      const text = known.get(key) ?? t(key);
      known.set(key, text);
      return text;
    }
    const words = { t: say, count, number, percent };
    return { words, room: room.value, pictures: pictures.value };
  });

  function show(item: DrawnLine): HTMLElement | undefined {
    const { element, line, number, top } = item;
    const before = rows.get(element);
    if (line === undefined) {
      if (before instanceof FileRow) spare.push(before);
      const row = before instanceof UnknownRow ? before : new UnknownRow();
      row.show(item, loading.value);
      rows.set(element, row);
      return row.element;
    }
    if (line.kind !== 'file' && line.kind !== 'folder') return undefined;
    const row = before instanceof FileRow ? before : (spare.pop() ?? new FileRow());
    const selected = selection.shown.has(line.key);
    const cursor = selection.cursor === number;
    row.show({ line, number, top, selected, cursor, manner: manner.value });
    rows.set(element, row);
    return row.element;
  }

  // Not after the flush: the thumbnails look for the rows then.
  watchEffect(() => {
    const parent = host.value;
    if (parent === null) {
      rows.clear();
      spare.length = 0;
      return;
    }
    const kept = new Set(drawn.value.map(({ element }) => element));
    for (const [element, row] of rows) {
      if (kept.has(element)) continue;
      rows.delete(element);
      if (row instanceof FileRow) spare.push(row);
    }
    arrange(
      parent,
      drawn.value.flatMap((item) => show(item) ?? []),
    );
  });
}

/** Gives an element these children; one that stands in its place already is not touched. */
function arrange(parent: HTMLElement, children: readonly HTMLElement[]): void {
  const wanted = new Set<Node>(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstChild;
  for (const child of children) {
    if (child === next) next = next.nextSibling;
    else parent.insertBefore(child, next);
  }
}
