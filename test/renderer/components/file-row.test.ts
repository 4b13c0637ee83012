import { describe, expect, it } from 'vitest';
import { FileRow, type FileRowItem } from '../../../renderer/components/list/file-row.ts';
import type { FileLine, FolderLine } from '../../../shared/ipc/picture.ts';
import { treeLines } from '../fake-tree.ts';

const folder = treeLines(3000, []).lineAt(0) as FolderLine;
const file: FileLine = {
  ...{ kind: 'file', key: 7, name: 'notes.txt', level: 1, size: 2000, bytes: 0, speed: 0 },
  state: { name: 'paused' },
};
/** Words that say which message they are. */
const words: FileRowItem['context']['words'] = {
  t: (key) => key,
  count: (key, value) => `${key} ${value}`,
  number: String,
  percent: (share) => `${Math.min(99, Math.floor(share * 100))} %`,
};
const context = { words, nameWidth: 600, pictures: true };
const plain = { number: 3, top: 102, selected: false, cursor: false, context };

function rowOf(item: Partial<FileRowItem> & Pick<FileRowItem, 'line'>): FileRow {
  const row = new FileRow();
  row.show({ ...plain, ...item });
  return row;
}

describe('the row of a folder', () => {
  it('is not at 100 % while files wait for their confirmation, although all bytes were sent', () => {
    const { files, bytes } = folder;
    const moving = { filesDone: files - 101, bytesDone: bytes, failed: 0, moving: true };
    const { textContent } = rowOf({ line: { ...folder, ...moving } }).element;
    expect(textContent).toContain('99 %');
    expect(textContent).not.toContain('100 %');
  });

  it('has a button that folds it', () => {
    const { element } = rowOf({ line: folder });
    expect(element.getAttribute('aria-expanded')).toBe('false');
    expect(element.querySelector('[data-act=fold]')?.getAttribute('aria-label')).toBe(
      'uploads.openFolder',
    );
  });
});

describe('a row that is used for another line', () => {
  const states: readonly FileLine['state'][] = [
    { name: 'paused' },
    { name: 'uploading' },
    { name: 'waiting', why: 'conflict' },
    { name: 'skipped', reason: 'identical' },
    { name: 'failed', error: { code: 'source-unreadable' } },
    { name: 'done', verified: 'crc64' },
  ];
  const long = 'a-very-long-name-that-a-file-should-not-have-'.repeat(4);
  const lines = [
    folder,
    { ...folder, key: 'd2', open: true, failed: 3, level: 2 },
    { ...file, name: long },
    { ...file, folder: 'day-1/cam-a', left: true },
    { ...file, key: 8, name: 'photo.jpg' },
    ...states.map((state, index) => ({ ...file, key: 10 + index, bytes: 700, state })),
  ] satisfies readonly FileRowItem['line'][];

  it('shows what a new row shows, whatever it showed before', () => {
    for (const before of lines) {
      for (const line of lines) {
        const used = rowOf({ line: before, selected: true, cursor: true, number: 90, top: 3060 });
        used.show({ ...plain, line });
        expect(used.element.isEqualNode(rowOf({ line }).element)).toBe(true);
      }
    }
  });

  it('keeps its element, and makes a new icon for another picture', () => {
    const row = rowOf({ line: { ...file, name: 'one.jpg' } });
    const { element } = row;
    const icon = () => element.querySelector<HTMLElement>('.kind');
    const first = icon();
    first?.append(document.createElement('img'));
    row.show({ ...plain, line: { ...file, name: 'one.jpg' }, selected: true });
    expect(icon()).toBe(first);
    row.show({ ...plain, line: { ...file, key: 8, name: 'two.jpg' } });
    expect(row.element).toBe(element);
    expect(icon()?.dataset['picture']).toBe('8');
    expect(element.querySelector('img')).toBeNull();
  });

  it('writes nothing into the document for a line that says the same', () => {
    const row = rowOf({ line: { ...file, state: { name: 'uploading' }, bytes: 700 } });
    const observer = new MutationObserver(() => undefined);
    observer.observe(row.element, {
      ...{ attributes: true, characterData: true, childList: true, subtree: true },
    });
    row.show({ ...plain, line: { ...file, state: { name: 'uploading' }, bytes: 700 } });
    expect(observer.takeRecords()).toEqual([]);
    row.show({ ...plain, line: { ...file, state: { name: 'uploading' }, bytes: 1400 } });
    const changed = new Set(observer.takeRecords().map(({ target }) => target.nodeName));
    expect([...changed].sort()).toEqual(['#text', 'I']);
  });
});
