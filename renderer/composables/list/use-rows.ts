import { computed, type Ref, watchEffect } from 'vue';
import { FileRow, type FileRowContext } from '../../components/list/file-row.ts';
import { HeadingRow } from '../../components/list/heading-row.ts';
import { UnknownRow } from '../../components/list/unknown-row.ts';
import { UploadRow, type UploadRowContext } from '../../components/list/upload-row.ts';
import type { MessageKey } from '../../locales/messages.ts';
import { useAccountsStore } from '../../stores/accounts.ts';
import { useDestinationsStore } from '../../stores/destinations.ts';
import { usePreferencesStore } from '../../stores/preferences.ts';
import { useSelectionStore } from '../../stores/uploads/selection.ts';
import { useUploadWords } from '../words/use-upload-words.ts';
import type { MessageValues } from '../words/use-words.ts';
import type { DrawnLine } from './use-drawn-lines.ts';

export interface RowsOptions {
  /** An element that Vue leaves empty. */
  readonly host: Readonly<Ref<HTMLElement | null>>;
  readonly drawn: Readonly<Ref<readonly DrawnLine[]>>;
  readonly nameWidth: Readonly<Ref<number>>;
  readonly pictures: Readonly<Ref<boolean>>;
}

type Row = FileRow | UploadRow | HeadingRow | UnknownRow;

/** Draws the lines of a list; each has the row that `useDrawnLines` gave it. */
export function useRows({ host, drawn, nameWidth, pictures }: RowsOptions): void {
  const selection = useSelectionStore();
  const accounts = useAccountsStore();
  const destinations = useDestinationsStore();
  const preferences = usePreferencesStore();
  const words = useUploadWords();
  const loading = computed(() => words.t('uploads.loading'));
  const rows = new Map<number, Row>();
  /** Rows of lines that left, for lines that come. */
  const spare: Row[] = [];

  const fileContext = computed<FileRowContext>(() => {
    // Rows say one of a few words, and to look it up costs more than to draw it.
    const known = new Map<MessageKey, string>([['uploads.loading', loading.value]]);
    function say(key: MessageKey, values?: MessageValues): string {
      if (values !== undefined) return words.t(key, values);
      const text = known.get(key) ?? words.t(key);
      known.set(key, text);
      return text;
    }
    return { words: { ...words, t: say }, nameWidth: nameWidth.value, pictures: pictures.value };
  });
  /** What a row of an upload says of other things than its line. */
  const around = computed(
    () =>
      [preferences.language, destinations.destinations, accounts.accounts, loading.value] as const,
  );
  const uploadContext = computed<UploadRowContext>(() => {
    const [, , known] = around.value;
    const nameOfAccount = (id: string) => known.find((one) => one.id === id)?.name ?? id;
    return { words, nameOfAccount, nameWidth: nameWidth.value, pictures: pictures.value };
  });

  /** The row that an element has, or one of that kind that is free. */
  function rowFor<Kind extends Row>(element: number, kind: new () => Kind): Kind {
    const before = rows.get(element);
    if (before instanceof kind) return before;
    if (before !== undefined) spare.push(before);
    const index = spare.findIndex((one) => one instanceof kind);
    const [free] = index === -1 ? [] : spare.splice(index, 1);
    const row = free instanceof kind ? free : new kind();
    rows.set(element, row);
    return row;
  }

  function show(item: DrawnLine): HTMLElement {
    const { element, line, number, top, height } = item;
    if (line === undefined) {
      const row = rowFor(element, UnknownRow);
      row.show(item, loading.value);
      return row.element;
    }
    if (line.kind === 'heading') {
      const row = rowFor(element, HeadingRow);
      row.show(line, item, words);
      return row.element;
    }
    const selected = selection.shown.has(line.key);
    const cursor = selection.cursor === number;
    if (line.kind === 'file' || line.kind === 'folder') {
      const row = rowFor(element, FileRow);
      row.show({ line, number, top, selected, cursor, context: fileContext.value });
      return row.element;
    }
    const row = rowFor(element, UploadRow);
    row.show({ line, number, top, height, selected, cursor, context: uploadContext.value });
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
      spare.push(row);
    }
    arrange(parent, drawn.value.map(show));
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
