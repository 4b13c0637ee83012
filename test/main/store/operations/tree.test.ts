import { describe, expect, it } from 'vitest';
import type { TreePage, TreeQuery } from '../../../../main/engine/ports/picture-queries.ts';
import type { FileFilter } from '../../../../shared/ipc/picture-question.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { newFile } from '../sample-rows.ts';

const queue = useTestQueue();

function addFiles(names: readonly string[]): number[] {
  return queue.add(names.map((name) => newFile(name, { relativePath: name })));
}

function readTree(query: Partial<TreeQuery> = {}): TreePage {
  const all = { batchId: 1, filter: 'all' as const, flipped: [], first: 0, last: 99 };
  return queue.operations.tree({ ...all, ...query });
}

/** The lines as indented names; folders end in a slash. */
function names({ lines }: Pick<TreePage, 'lines'>): string[] {
  return lines.map((line) => {
    const name =
      line.kind === 'folder'
        ? `${line.name}/`
        : present(line.transfer.relativePath.split('/').at(-1));
    return `${'  '.repeat(line.level)}${name}`;
  });
}

function folderId(name: string): number {
  const find = 'SELECT id FROM folders WHERE name = ?';
  return present(queue.database.prepare<[string], number>(find).pluck().get(name));
}

function finish(id: number): void {
  queue.database.prepare(`UPDATE transfers SET state = 'uploading' WHERE id = ?`).run(id);
  queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
}

function fail(id: number): void {
  queue.operations.apply(id, { type: 'fail', error: { code: 'access-denied' } });
}

const trip = ['trip/a/1', 'trip/a/2', 'trip/a/x/3', 'trip/b/4', 'trip/5'];

describe('the tree of an upload', () => {
  it('has folders before files, in the order in which the scan found them', () => {
    addFiles(['d/2/img2', 'd/2/img10', 'd/10/a', 'e/b', 'top']);
    const flipped = [folderId('d'), folderId('2'), folderId('10'), folderId('e')];
    expect(names(readTree({ flipped }))).toEqual([
      'd/',
      '  2/',
      '    img2',
      '    img10',
      '  10/',
      '    a',
      'e/',
      '  b',
      'top',
    ]);
  });

  it('shows the entries of the only folder at the top, and opens only what is open', () => {
    addFiles(trip);
    expect(names(readTree())).toEqual(['a/', 'b/', '5']);
    expect(names(readTree({ flipped: [folderId('b')] }))).toEqual(['a/', 'b/', '  4', '5']);
    expect(readTree()).toMatchObject({ total: 3, matching: 5 });
  });

  it('sums a folder over everything below it', () => {
    const [one = 0, , three = 0] = addFiles(trip);
    finish(one);
    fail(three);
    expect(readTree().lines[0]).toEqual({
      ...{ kind: 'folder', id: folderId('a'), name: 'a', level: 0, isOpen: false },
      ...{ matching: 3, files: 3, bytes: 300, done: 1, doneBytes: 100, failed: 1, running: [] },
    });
  });

  it('under a filter, opens the folders with matches and leaves out all others', () => {
    const [, two = 0, three = 0, four = 0] = addFiles(trip);
    fail(three);
    finish(four);
    queue.operations.claim('small', 1, []);
    const under = (filter: FileFilter): unknown => [
      names(readTree({ filter })),
      readTree({ filter }).matching,
    ];
    expect(under('failed')).toEqual([['a/', '  x/', '    3'], 1]);
    expect(under('done')).toEqual([['b/', '  4'], 1]);
    expect(under('moving')).toEqual([['a/', '  1'], 1]);
    expect(under('waiting')).toEqual([['a/', '  2', '5'], 2]);
    expect(under('skipped')).toEqual([[], 0]);
    expect(names(readTree({ filter: 'waiting', flipped: [folderId('a')] }))).toEqual(['a/', '5']);
    expect(readTree({ filter: 'waiting' }).lines[1]).toMatchObject({ transfer: { id: two } });
  });

  it('keeps the lines that left the filter in their places, as long as it is told to', () => {
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = addFiles(trip);
    const nothingShown = { shown: [], isTop: false };
    const kept = { files: [one, two, three, four], folders: [folderId('b')], ...nothingShown };
    const waiting = { filter: 'waiting' as const, kept };
    const before = names(readTree(waiting));
    expect(before).toEqual(['a/', '  x/', '    3', '  1', '  2', 'b/', '  4', '5']);
    for (const id of [one, three, four]) finish(id);
    fail(five);
    expect(names(readTree(waiting))).toEqual(before.slice(0, -1));
    expect(readTree(waiting)).toMatchObject({ total: 7, matching: 1 });
    expect(readTree({ ...waiting, anchor: { kind: 'file', id: two } }).anchorLine).toBe(4);
    expect(names(readTree({ ...waiting, kept: { ...kept, files: [] } }))).toEqual([
      'a/',
      '  2',
      'b/',
    ]);
    expect(names(readTree({ filter: 'waiting' }))).toEqual(['a/', '  2']);
    queue.operations.remove({ ids: [four] });
    expect(names(readTree(waiting))).toEqual(before.slice(0, 5));
    expect(names(readTree({ ...waiting, batchId: 2 }))).toEqual([]);
  });

  it('lets no line come between those in sight, and says how many files it holds back', () => {
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = addFiles(trip);
    finish(two);
    finish(five);
    const kept = (page: TreePage, first = 0): NonNullable<TreeQuery['kept']> => ({
      ...{ files: [], folders: [] },
      shown: page.lines.map((line) =>
        line.kind === 'file'
          ? { kind: 'file', id: line.transfer.id }
          : { kind: 'folder', id: line.id, isOpen: line.isOpen },
      ),
      isTop: first === 0,
    });
    const before = readTree({ filter: 'done' });
    expect(names(before)).toEqual(['a/', '  2', '5']);
    for (const id of [one, three, four]) finish(id);
    const held = readTree({ filter: 'done', kept: kept(before) });
    expect([names(held), held.held]).toEqual([['a/', '  2', '5'], 3]);
    expect(held).toMatchObject({ total: 3, matching: 5 });
    const anchored = { filter: 'done' as const, kept: kept(before) };
    expect(readTree({ ...anchored, anchor: { kind: 'file', id: five } }).anchorLine).toBe(2);

    // What comes above the lines in sight has its line: the page scrolls by as much.
    const lower = kept({ ...before, lines: before.lines.slice(1) }, 1);
    const above = readTree({ filter: 'done', kept: lower });
    expect([names(above), above.held]).toEqual([['a/', '  x/', '    3', '  1', '  2', '5'], 1]);
    const upper = kept({ ...before, lines: before.lines.slice(0, 2) });
    expect(names(readTree({ filter: 'done', kept: upper }))).toEqual([
      'a/',
      '  2',
      'b/',
      '  4',
      '5',
    ]);
  });

  it('says where a line stands now', () => {
    const ids = addFiles(trip);
    const flipped = [folderId('a'), folderId('x')];
    const lineOf = (kind: 'file' | 'folder', id: number) =>
      readTree({ flipped, anchor: { kind, id } }).anchorLine;
    expect(names(readTree({ flipped }))).toEqual(['a/', '  x/', '    3', '  1', '  2', 'b/', '5']);
    expect(lineOf('file', present(ids[1]))).toBe(4);
    expect(lineOf('folder', folderId('b'))).toBe(5);
    expect(lineOf('file', present(ids[3]))).toBeUndefined();
  });

  it('keeps a bytes-only name apart from another upload', () => {
    addFiles(['a/1']);
    addFiles(['a/2']);
    expect(names(readTree())).toEqual(['1']);
    expect(names(readTree({ batchId: 2 }))).toEqual(['2']);
    expect(readTree({ batchId: 3 })).toEqual({
      ...{ total: 0, matching: 0, held: 0, lines: [], isUnsorted: false },
    });
  });
});

describe('a long folder', () => {
  const count = 5000;
  const at = (first: number, filter: FileFilter = 'all'): string[] =>
    names(readTree({ first, last: first + 1, filter }));

  it('is read at any place, also after rows ended, came and went', () => {
    const ids = addFiles(Array.from({ length: count }, (_, n) => `f/${n}`));
    expect([at(0), at(2499), at(4998)]).toEqual([
      ['0', '1'],
      ['2499', '2500'],
      ['4998', '4999'],
    ]);
    for (const id of ids.slice(0, 10)) finish(id);
    expect([at(5), at(4998), at(8, 'done'), at(4988, 'waiting'), at(3, 'waiting')]).toEqual([
      ['5', '6'],
      ['4998', '4999'],
      ['8', '9'],
      ['4998', '4999'],
      ['13', '14'],
    ]);
    queue.operations.remove({ ids: ids.slice(0, 4) });
    expect([at(0), at(4000), at(4994)]).toEqual([
      ['4', '5'],
      ['4004', '4005'],
      ['4998', '4999'],
    ]);
    queue.operations.addTransfers(1, [newFile('last', { relativePath: 'f/last' })]);
    expect([at(4995), readTree().total]).toEqual([['4999', 'last'], 4997]);
  });
});

describe('a long folder with files that left the filter', () => {
  it('is read at any place', () => {
    const ids = addFiles(Array.from({ length: 3000 }, (_, n) => `f/${n}`));
    const ended = ids.filter((_, n) => n % 3 === 0);
    for (const id of ended) finish(id);
    const left = ended.filter((id) => id % 2 === 0);
    const kept = { files: left, folders: [], shown: [], isTop: false };
    const shown = ids
      .map((id, n) => ({ id, name: String(n) }))
      .filter(({ id }) => !ended.includes(id) || left.includes(id));
    for (const first of [0, 7, 1200, 1251, shown.length - 4]) {
      const { lines, total } = readTree({ filter: 'waiting', kept, first, last: first + 3 });
      expect([total, names({ lines })]).toEqual([
        shown.length,
        shown.slice(first, first + 4).map(({ name }) => name),
      ]);
    }
    const anchor = { kind: 'file' as const, id: present(shown[1251]).id };
    expect(readTree({ filter: 'waiting', kept, anchor }).anchorLine).toBe(1251);
  });
});

describe('a long folder with files that entered the filter', () => {
  it('is read at any place', () => {
    const ids = addFiles(Array.from({ length: 3000 }, (_, n) => `f/${n}`));
    for (const id of ids.filter((_, n) => n % 3 === 0)) finish(id);
    const window = readTree({ filter: 'done', first: 400, last: 499 }).lines;
    const shown = window.map(
      (line) => ({ kind: 'file', id: line.kind === 'file' ? line.transfer.id : 0 }) as const,
    );
    for (const id of ids.filter((_, n) => n % 3 === 1)) finish(id);
    const seen = shown.map(({ id }) => id);
    const [from, to] = [present(seen[0]), present(seen.at(-1))];
    const expected = ids
      .map((id, n) => ({ id, n }))
      .filter(({ id, n }) => (id < from || id > to ? n % 3 < 2 : seen.includes(id)))
      .map(({ n }) => String(n));
    const kept = { files: seen, folders: [], shown, isTop: false };
    for (const first of [0, 790, 850, 1000, expected.length - 4]) {
      const page = readTree({ filter: 'done', kept, first, last: first + 3 });
      expect([page.total, page.held, names(page)]).toEqual([
        expected.length,
        2000 - expected.length,
        expected.slice(first, first + 4),
      ]);
    }
    const anchor = { kind: 'file' as const, id: to };
    expect(readTree({ filter: 'done', kept, anchor }).anchorLine).toBe(899);
  });
});

describe('a selection in the tree', () => {
  const files = (states: { readonly [name: string]: { readonly files: number } }): unknown =>
    Object.fromEntries(
      Object.entries(states).flatMap(([name, tally]) =>
        tally.files === 0 ? [] : [[name, tally.files]],
      ),
    );

  it('covers files and everything below folders, each file once', () => {
    const [one = 0, , three = 0, four = 0, five = 0] = addFiles(trip);
    addFiles(['other/a/1']);
    finish(one);
    fail(four);
    const part = { files: [three, five], folders: [folderId('a')] };
    const { countTree, count } = queue.operations;
    const within = { batchId: 1, filter: 'all', within: part } as const;
    expect(files(countTree(within))).toEqual({ done: 1, queued: 3 });
    expect(files(countTree({ ...within, filter: 'done' }))).toEqual({ done: 1 });
    const without = { batchId: 1, filter: 'all', without: part } as const;
    expect(files(countTree(without))).toEqual({ failed: 1 });
    expect(count({ filter: { batchId: 1, within: part } })).toMatchObject({ done: 1, queued: 3 });
    expect(count({ filter: { batchId: 1, without: part } })).toMatchObject({
      failed: 1,
      queued: 0,
    });
    expect(queue.operations.countSkips(within)).toEqual([]);
    const batches = { filter: { batchIds: [1, 2] } };
    expect(count(batches)).toMatchObject({ queued: 4, failed: 1, done: 1 });
  });

  it('counts skipped files by reason', () => {
    const [one = 0, two = 0, three = 0] = addFiles(trip);
    const [other = 0] = addFiles(['other/a/1']);
    const skip = (id: number, reason: 'exists' | 'identical') =>
      queue.operations.apply(id, { type: 'skip', reason });
    const { countSkips } = queue.operations;
    const all = { batchId: 1, filter: 'all', without: { files: [], folders: [] } } as const;
    const part = { files: [three], folders: [folderId('a')] };
    expect(countSkips(all)).toEqual([]);
    skip(one, 'exists');
    skip(other, 'exists');
    expect(countSkips({ batchId: 1, filter: 'all', within: part })).toEqual([
      { reason: 'exists', files: 1 },
    ]);
    skip(two, 'identical');
    skip(three, 'identical');
    expect(countSkips(all)).toEqual([
      { reason: 'identical', files: 2 },
      { reason: 'exists', files: 1 },
    ]);
    const rest = { batchId: 1, filter: 'skipped', without: { files: [one], folders: [] } } as const;
    expect(countSkips(rest)).toEqual([{ reason: 'identical', files: 2 }]);
    expect(countSkips({ ...rest, filter: 'done' })).toEqual([]);
    expect(countSkips({ batchIds: [1, 2] })).toEqual([
      { reason: 'exists', files: 2 },
      { reason: 'identical', files: 2 },
    ]);
  });

  it('counts skipped files of a folder by reason, however many they are', () => {
    const ids = addFiles(Array.from({ length: 5200 }, (_, n) => `long/${n}`));
    for (const id of ids) {
      queue.operations.apply(id, { type: 'skip', reason: id % 2 === 0 ? 'exists' : 'identical' });
    }
    const part = { files: [], folders: [folderId('long')] };
    const half = [
      { reason: 'exists', files: 2600 },
      { reason: 'identical', files: 2600 },
    ];
    const { countSkips } = queue.operations;
    expect(countSkips({ batchId: 1, filter: 'all', within: part })).toEqual(half);
    expect(countSkips({ batchId: 1, filter: 'all', without: part })).toEqual([]);
    const none = { files: [], folders: [] };
    expect(countSkips({ batchId: 1, filter: 'skipped', without: none })).toEqual(half);
  });
});
