import { describe, expect, it } from 'vitest';
import { present, useTestQueue } from '../operations-fixture.ts';
import {
  accessDenied,
  batchTo,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
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

  it('adds to a batch that is there only', () => {
    expect(() => queue.operations.addTransfers(1, [newFile('a')])).toThrow(
      'There is no batch 1 to add to',
    );
  });
});

describe('a scan that is repeated', () => {
  it('changes nothing about rows of the same path and kind', () => {
    const ids = queue.add([newFile('a'), newFile('b')]);
    queue.operations.apply(present(ids[0]), { type: 'start' });
    queue.operations.addTransfers(1, [
      newFile('a', { size: 5, key: 'elsewhere' }),
      newFile('b'),
      newFile('c'),
    ]);
    expect(allRows().map(({ key, size, state }) => [key, size, state.name])).toEqual([
      ['2024/a', 100, 'uploading'],
      ['2024/b', 100, 'queued'],
      ['2024/c', 100, 'queued'],
    ]);
  });

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

  it('makes the new one fail, within one call and between calls', () => {
    queue.add([newFile('ä'), newFile('b'), newFile('other', { key: '2024/ä' })]);
    queue.operations.addTransfers(1, [newFile('third', { key: '2024/b' })]);
    expect(states()).toEqual([{ name: 'queued' }, { name: 'queued' }, collision, collision]);
  });

  it('is found in whatever state it is', () => {
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

  it('makes the new row skipped', () => {
    queue.add([newFile('a'), newFile('b')]);
    queue.add([newFile('a'), newFile('c')]);
    expect(states()).toContainEqual(alreadyQueued);
    expect(queue.operations.transfers([3])[0]?.state).toEqual(alreadyQueued);
    expect(queue.operations.transfers([4])[0]?.state).toEqual({ name: 'queued' });
  });

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

  it('must be the same account, bucket, key, path and content', () => {
    queue.add([newFile('a')], batchTo('work', 'pictures'));
    queue.add([newFile('a')], batchTo('home', 'pictures'));
    queue.add([newFile('a')], batchTo('work', 'videos'));
    queue.add([newFile('a', { key: 'other' })], batchTo('work', 'pictures'));
    queue.add(
      [newFile('a', { source: { kind: 'file', path: '/elsewhere/a' } })],
      batchTo('work', 'pictures'),
    );
    queue.add([newFile('a', { identity: identity({ modified: '1' }) })], newBatch());
    expect(states()).toEqual(Array.from({ length: 6 }, () => ({ name: 'queued' })));
  });

  it('has its spool file removed when it is a blob', () => {
    queue.add([newBlob('a')]);
    queue.add([newBlob('a')]);
    expect(queue.operations.dueCleanups(1000, 10)).toMatchObject([
      { kind: 'remove-spool', path: '/spool/a' },
    ]);
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
