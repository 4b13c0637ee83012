import { describe, expect, it } from 'vitest';
import type { NewBatch } from '../../../../main/engine/ports/transfer-store.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import {
  accessDenied,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
  part,
} from '../sample-rows.ts';

const queue = useTestQueue();

/** All rows, by id. */
function allRows() {
  const page = { offset: 0, limit: 100 };
  return queue.operations.page({}, { by: 'queue', descending: false }, page).rows;
}

function states() {
  return allRows().map(({ state }) => state);
}

describe('addTransfers', () => {
  it('adds a row with everything it was given', () => {
    queue.context.now = 1234;
    const file = newFile('a.jpg', { size: 2 ** 53 - 1, lane: 'large' });
    const [id] = queue.add([file]);
    const { identity: known, ...transfer } = present(queue.operations.details(present(id)));
    expect(known).toEqual(file.identity);
    expect(transfer).toEqual({
      id,
      batchId: 1,
      accountId: 'work',
      bucket: 'pictures',
      key: '2024/a.jpg',
      source: { kind: 'file', path: '/data/me/pictures/a.jpg' },
      relativePath: 'pictures/a.jpg',
      size: 2 ** 53 - 1,
      state: { name: 'queued' },
      bytesSent: 0,
      attempts: 0,
      createdAt: 1234,
      updatedAt: 1234,
      attemptsMade: [],
    });
  });

  it('takes blobs and markers of empty folders', () => {
    const { identity: _identity, ...marker } = newFile('empty/', {
      source: { kind: 'folder-marker', path: '/data/me/pictures/empty' },
      size: 0,
    });
    const ids = queue.add([newBlob('note.txt'), marker]);
    const rows = queue.operations.transfers(ids);
    expect(rows.map(({ source }) => source)).toEqual([
      { kind: 'blob', path: '/spool/note.txt', name: 'note.txt' },
      marker.source,
    ]);
    expect(queue.operations.details(present(ids[1]))).not.toHaveProperty('identity');
  });

  it('adds rows that are skipped or have failed from the start', () => {
    queue.add([
      newFile('link', { state: { name: 'skipped', reason: 'symbolic-link' } }),
      newFile('secret', { state: { name: 'failed', error: accessDenied } }),
    ]);
    expect(states()).toEqual([
      { name: 'skipped', reason: 'symbolic-link' },
      { name: 'failed', error: accessDenied },
    ]);
  });

  it('keeps every byte of names that are no text', () => {
    const path = '\0x:2f746d702fff';
    const ids = queue.add([newFile('a', { source: { kind: 'file', path } })]);
    expect(queue.operations.transfers(ids)[0]?.source).toEqual({ kind: 'file', path });
    queue.operations.addTransfers(1, [
      newFile('a', { source: { kind: 'file', path } }),
      newFile('b', { source: { kind: 'file', path: `${path}ff` } }),
    ]);
    expect(states()).toHaveLength(2);
  });
});

describe('a scan that is repeated', () => {
  it('finds a row that got another key since', () => {
    const [id] = queue.add([newFile('a', { state: { name: 'failed', error: accessDenied } })]);
    queue.operations.changeKey(present(id), '2024/b');
    queue.operations.addTransfers(1, [newFile('a')]);
    expect(allRows().map(({ key }) => key)).toEqual(['2024/b']);
  });

  it('tells apart the names that overlapping roots give one file', () => {
    const { source } = newFile('a');
    queue.add([newFile('a')]);
    const again = newFile('a', { source, key: '2024/pictures/a', relativePath: 'a' });
    queue.operations.addTransfers(1, [again, again]);
    expect(allRows().map(({ key, state }) => [key, state.name])).toEqual([
      ['2024/a', 'queued'],
      ['2024/pictures/a', 'queued'],
    ]);
  });

  it('tells kinds apart', () => {
    const path = '/data/me/pictures/a';
    queue.add([
      newFile('a'),
      newFile('a/', { source: { kind: 'folder-marker', path } }),
      newFile('a'),
    ]);
    expect(states()).toHaveLength(2);
  });

  it('adds a path again that another batch has', () => {
    queue.add([newFile('a')]);
    queue.add([newFile('a', { key: 'other' })]);
    expect(states()).toEqual([{ name: 'queued' }, { name: 'queued' }]);
  });
});

describe('another row of the batch with the key', () => {
  const collision = expect.objectContaining({
    name: 'failed',
    error: expect.objectContaining({ code: 'key-collision' }) as unknown,
  }) as unknown;

  it('is found in every state', () => {
    queue.add([newFile('a', { state: { name: 'skipped', reason: 'exists' } })]);
    queue.operations.addTransfers(1, [newFile('other', { key: '2024/a' })]);
    expect(states()[1]).toEqual(collision);
  });

  it('does not hide why a row was skipped or failed before', () => {
    queue.add([
      newFile('a'),
      newFile('x', { key: '2024/a', state: { name: 'failed', error: accessDenied } }),
      newFile('y', { key: '2024/a', state: { name: 'skipped', reason: 'special-file' } }),
    ]);
    expect(states().slice(1)).toEqual([
      { name: 'failed', error: accessDenied },
      { name: 'skipped', reason: 'special-file' },
    ]);
  });
});

describe('the same file on its way to the same object in another batch', () => {
  const alreadyQueued = { name: 'skipped', reason: 'already-queued' };

  it.each(['pause', 'start'] as const)('counts a row after %s', (type) => {
    const [id] = queue.add([newFile('a')]);
    queue.operations.apply(present(id), { type });
    queue.add([newFile('a')]);
    expect(queue.operations.transfers([2])[0]?.state).toEqual(alreadyQueued);
  });

  it.each(['fail', 'cancel', 'skip'] as const)('does not count a row after %s', (type) => {
    const [id] = queue.add([newFile('a')]);
    const event = { type, error: accessDenied, reason: 'exists' } as const;
    queue.operations.apply(present(id), event);
    queue.add([newFile('a')]);
    expect(queue.operations.transfers([2])[0]?.state).toEqual({ name: 'queued' });
  });
});

describe('many rows in one call', () => {
  it('are admitted like single ones, wherever in the call they stand', () => {
    queue.add([newFile('elsewhere')]);
    const rows = newFiles(1000);
    for (const place of [7, 130, 555, 999]) {
      rows[place] = newFile(`twin-of-0-${place}`, { key: '2024/file-0.jpg' });
    }
    rows[42] = newFile('file-41.jpg');
    rows[543] = newFile('file-1.jpg', { size: 1 });
    rows[700] = newFile('elsewhere');
    const ids = queue.add(rows);
    const added = queue.operations.transfers(ids);
    const expected = rows.filter((_, place) => place !== 42 && place !== 543);
    expect(added.map(({ source }) => source.path)).toEqual(
      expected.map(({ source }) => source.path),
    );
    const failed = added.filter(({ state }) => state.name === 'failed');
    expect(failed.map(({ relativePath }) => relativePath)).toEqual(
      [7, 130, 555, 999].map((place) => `pictures/twin-of-0-${place}`),
    );
    const skipped = added.filter(({ state }) => state.name === 'skipped');
    expect(skipped.map(({ relativePath }) => relativePath)).toEqual(['pictures/elsewhere']);
    queue.operations.addTransfers(2, rows);
    expect(queue.operations.counters(2).states.queued.files).toBe(998 - 5);
  });

  it('may hold blobs', () => {
    queue.add([newBlob('note')]);
    queue.add([...newFiles(99), newBlob('note'), ...newFiles(150)]);
    expect(queue.operations.counters(2).states.skipped.files).toBe(1);
    expect(queue.operations.counters(2).states.queued.files).toBe(150);
    expect(queue.operations.cleanupBacklog().count).toBe(1);
    queue.operations.finishCleanup(1);
    queue.operations.addTransfers(2, [newBlob('note')]);
    expect(queue.operations.cleanupBacklog().count).toBe(0);
  });
});

describe('row 69: a batch that takes over', () => {
  const large = newFile('film.mov', { lane: 'large' });

  function taking(changes: Partial<NewBatch> = {}): NewBatch {
    return newBatch({ scanOptions: { takeOver: true }, ...changes });
  }

  /** An upload that was begun, has one part, and was then interrupted. */
  function begin(transfer = large, batch = taking()): number {
    const { id: batchId } = queue.operations.addBatch(batch);
    queue.operations.addTransfers(batchId, [transfer]);
    const id = present(queue.operations.claim('large', 1, [])[0]).id;
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 1 });
    queue.operations.saveUploadId(id, `UPLOAD-${id}`);
    queue.operations.savePart(id, part(1));
    queue.operations.recover();
    return id;
  }

  function again(transfer = large, batch = taking()) {
    const { id } = queue.operations.addBatch(batch);
    return queue.operations.addTransfers(id, [transfer]);
  }

  it('forgets the other batch when nothing of it is left', () => {
    begin(large, taking({ roots: [] }));
    again(large, taking({ roots: [] }));
    expect(queue.operations.batches(5).map(({ id }) => id)).toEqual([2]);
  });

  it.each([
    ['other metadata', { meta: { album: 'b' } }, 1],
    ['another part size', { meta: { album: 'a' }, partSize: 200_000 }, 1],
    ['another number of parts at once', { meta: { album: 'a' }, parallel: 9 }, 0],
    ['the same options', { meta: { album: 'a' } }, 0],
  ])('row 60: begins again under %s: %j', (_what, options, otherOptions) => {
    begin(large, taking({ options: { meta: { album: 'a' }, partSize: 100_000 } }));
    expect(again(large, taking({ options }))).toMatchObject({ files: 1, otherOptions });
    expect(allRows()).toMatchObject([{ batchId: 2, bytesSent: otherOptions === 1 ? 0 : 10 }]);
    expect(queue.operations.cleanupBacklog().count).toBe(otherOptions);
  });

  it('takes rows that are paused or wait, and leaves those that run or are final', () => {
    const files = newFiles(5);
    const ids = queue.add(files, taking());
    const [paused, asked, running, failed] = ids.map((id) => present(id));
    queue.operations.apply(present(paused), { type: 'pause' });
    queue.operations.apply(present(asked), { type: 'wait', why: 'conflict' });
    queue.operations.apply(present(running), { type: 'start' });
    queue.operations.apply(present(failed), { type: 'fail', error: accessDenied });
    const { id } = queue.operations.addBatch(taking());
    expect(queue.operations.addTransfers(id, files)).toMatchObject({ files: 3 });
    expect(allRows().map(({ batchId, state }) => [batchId, state.name])).toEqual([
      [1, 'uploading'],
      [1, 'failed'],
      [2, 'queued'],
      [2, 'queued'],
      [2, 'skipped'],
      [2, 'queued'],
      [2, 'queued'],
    ]);
  });

  it('cancels another file for the same object, which would undo it later', () => {
    begin();
    queue.add([newBlob('note.txt')], taking());
    const other = newFile('film.mov', { source: { kind: 'file', path: '/other/film.mov' } });
    const note = newFile('note.txt');
    const { id } = queue.operations.addBatch(taking());
    expect(queue.operations.addTransfers(id, [other, note])).toMatchObject({ cancelled: 2 });
    expect(queue.operations.counters(1).states.cancelled.files).toBe(1);
    expect(queue.operations.counters(2).states.cancelled.files).toBe(1);
    expect(queue.operations.dueCleanups(1000, 5)).toMatchObject([
      { kind: 'abort-upload', uploadId: 'UPLOAD-1' },
      { kind: 'remove-spool', path: '/spool/note.txt' },
    ]);
  });

  it('does nothing a second time when a scan is repeated', () => {
    begin();
    again();
    const rows = allRows();
    expect(queue.operations.addTransfers(2, [large])).toMatchObject({ files: 0 });
    expect(allRows()).toEqual(rows);
  });

  it('takes rows from a large portion, too', () => {
    const files = newFiles(250);
    queue.add(files.slice(100, 110), taking());
    const { id } = queue.operations.addBatch(taking());
    expect(queue.operations.addTransfers(id, files)).toMatchObject({ files: 10 });
    expect(queue.operations.counters(id).states.queued.files).toBe(250);
  });

  it('reads no folder twice that would give the same rows', () => {
    for (const prefix of ['same/', 'other/']) {
      const destination = { ...newBatch().destination, prefix };
      queue.operations.addBatch(taking({ destination, roots: ['/a', '/b'] }));
    }
    const destination = { ...newBatch().destination, prefix: 'same/' };
    queue.operations.addBatch(taking({ destination, roots: ['/b'] }));
    expect(queue.operations.unfinishedRoots()).toEqual([
      { batchId: 1, root: '/a' },
      { batchId: 2, root: '/a' },
      { batchId: 2, root: '/b' },
      { batchId: 3, root: '/b' },
    ]);
  });
});
