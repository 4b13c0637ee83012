import { describe, expect, it } from 'vitest';
import { binnedTables } from '../../../../main/store/migrations/all-migrations.ts';
import { finalStates } from '../../../../shared/transfer-state.ts';
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
const bin = 7;

/** Adds files that have arrived. */
function addDone(count: number, batch = newBatch({ roots: [] })): number[] {
  const ids = queue.add(newFiles(count), batch);
  for (const id of ids) {
    queue.operations.apply(id, { type: 'start' });
    queue.operations.apply(id, { type: 'finish', verified: 'crc64' });
  }
  return ids;
}

/** Everything of the queue that a removal and its undo may change. */
function everything(): unknown {
  const read = (table: string, order: string, columns = '*') =>
    queue.database.prepare(`SELECT ${columns} FROM ${table} ORDER BY ${order}`).all();
  return [
    read('batches', 'id', 'id, name, bucket_id, prefix, options, created_at, scan, may_live'),
    read('batch_roots', 'batch_id, position'),
    read('transfers', 'id', 'id, batch_id, key, state, error, bytes_sent, position, result'),
    read('checkpoints', 'transfer_id'),
    read('parts', 'transfer_id, number'),
    read('failed_attempts', 'transfer_id, number'),
    queue.operations.counters(),
    queue.operations.cleanupBacklog().count,
  ];
}

function bringBackAll(): number {
  for (let total = 0; ;) {
    const { rows, isLast } = queue.operations.bringBack(bin);
    total += rows;
    if (isLast) return total;
  }
}

function emptyAll(kept: readonly number[] = []): void {
  while (!queue.operations.emptyBins(kept));
}

function rowsInBins(): number {
  return binnedTables.reduce(
    (sum, table) =>
      sum + Number(queue.database.prepare(`SELECT count(*) FROM binned_${table}`).pluck().get()),
    0,
  );
}

/** A file whose upload failed half way. */
function addHalfSent(): number {
  const [id = 0] = queue.add([newFile('half.mp4', { lane: 'large' })]);
  queue.operations.claim('large', 1, []);
  queue.operations.intend(id, { partSize: 10, identity: identity(), at: 500 });
  queue.operations.saveUploadId(id, 'U1');
  queue.operations.savePart(id, part(1));
  queue.operations.addAttempt(id, { at: 600, error: accessDenied });
  queue.operations.apply(id, { type: 'fail', error: accessDenied });
  queue.operations.finishRoot(1, '/data/me/pictures');
  return id;
}

describe('a removal that can be undone', () => {
  it('takes the rows out of the queue, and brings back all that belongs to them', () => {
    addHalfSent();
    addDone(3);
    const before = everything();
    expect(queue.operations.putAside({ all: true }, bin)).toBe(4);
    expect(queue.operations.uploadMark().uploads).toBe(0);
    expect(queue.operations.counters().states.done.files).toBe(0);
    expect(queue.operations.knowsUpload('U1')).toBe(true);
    expect(bringBackAll()).toBe(4);
    expect(everything()).toEqual(before);
    expect(rowsInBins()).toBe(0);
  });

  it('brings back folders in the order of the tree', () => {
    queue.add(
      ['b/2.jpg', 'b/10.jpg', 'a.jpg'].map((name) =>
        newFile(name, { relativePath: name, state: { name: 'skipped', reason: 'identical' } }),
      ),
      newBatch({ roots: [] }),
    );
    const tree = () =>
      queue.operations
        .tree({ batchId: 1, filter: 'all', flipped: [], first: 0, last: 9 })
        .lines.map((line) => (line.kind === 'folder' ? line.name : line.transfer.relativePath));
    const before = tree();
    queue.operations.putAside({ batchId: 1 }, bin);
    bringBackAll();
    for (let after; ;) {
      after = queue.operations.sortIntoFolders(1, after);
      if (after === undefined) break;
    }
    expect(tree()).toEqual(before);
  });

  it('works in portions on many rows, and fills one bin in several calls', () => {
    const ids = addDone(4500);
    queue.operations.putAside({ ids: ids.slice(0, 2000) }, bin);
    expect(queue.operations.putAside({ ids: ids.slice(2000) }, bin)).toBe(2500);
    expect(queue.operations.bringBack(bin)).toEqual({ rows: 2000, isLast: false });
    expect(bringBackAll()).toBe(2500);
    expect(queue.operations.counters(1).states.done.files).toBe(4500);
  });

  it('leaves rows that are not final, and rows in other states than the given ones', () => {
    const ids = addDone(2);
    const [waiting = 0] = queue.add([newFile('waits')]);
    expect(queue.operations.putAside({ all: true }, bin, ['failed'])).toBe(0);
    expect(queue.operations.putAside({ all: true }, bin, finalStates)).toBe(2);
    expect(queue.operations.transfers([...ids, waiting]).map(({ id }) => id)).toEqual([waiting]);
  });

  it('does not double a row that a scan has found again', () => {
    const id = addHalfSent();
    queue.add([newFile('other')], newBatch());
    queue.database.exec(`UPDATE batches SET scan = 'scanning' WHERE id = 1`);
    queue.operations.putAside({ ids: [id] }, bin);
    queue.operations.addTransfers(1, [newFile('half.mp4', { lane: 'large' })]);
    bringBackAll();
    expect(queue.operations.counters(1).states).toMatchObject({
      queued: { files: 1 },
      failed: { files: 0 },
    });
    expect(queue.operations.dueCleanups(9999, 9)).toMatchObject([
      { kind: 'abort-upload', uploadId: 'U1' },
    ]);
  });
});

describe('a removal that is final', () => {
  it('queues its clean-ups then and not before', () => {
    addHalfSent();
    const [blob = 0] = queue.add([newBlob('pasted.png')], newBatch({ roots: [] }));
    queue.operations.apply(blob, { type: 'fail', error: accessDenied });
    queue.operations.putAside({ all: true }, bin);
    expect(queue.operations.cleanupBacklog().count).toBe(0);
    emptyAll();
    expect(queue.operations.dueCleanups(9999, 9)).toMatchObject([
      { kind: 'abort-upload', uploadId: 'U1' },
      { kind: 'remove-spool', path: '/spool/pasted.png' },
    ]);
    expect(rowsInBins()).toBe(0);
    expect(bringBackAll()).toBe(0);
  });

  it('leaves the bins that can still be undone', () => {
    const [one = 0, two = 0] = addDone(2);
    queue.operations.putAside({ ids: [one] }, bin);
    queue.operations.putAside({ ids: [two] }, bin + 1);
    emptyAll([bin]);
    expect(bringBackAll()).toBe(1);
    expect(queue.operations.transfers([one, two]).map(({ id }) => id)).toEqual([one]);
  });

  it('keeps every column of the rows', () => {
    for (const table of binnedTables) {
      const columns = (name: string) =>
        queue.database.prepare(`SELECT name FROM pragma_table_info('${name}')`).pluck().all();
      expect(columns(`binned_${table}`)).toEqual(['bin', ...columns(table)]);
    }
  });
});

describe('"send first"', () => {
  const order = () => {
    const find = `SELECT id FROM transfers WHERE state = 'queued' ORDER BY position, id`;
    return queue.database.prepare<[], number>(find).pluck().all();
  };

  it('puts the rows back where they stood, also those that were first before', () => {
    const [a = 0, b = 0, c = 0, d = 0] = queue.add(newFiles(4));
    queue.operations.moveToFront({ ids: [c] });
    expect(queue.operations.moveFirst({ ids: [c, d] }, bin)).toBe(2);
    expect(order()).toEqual([c, d, a, b]);
    queue.operations.moveFirst({ ids: [d] }, bin + 1);
    expect(order()).toEqual([d, c, a, b]);
    expect(queue.operations.bringBack(bin + 1).rows).toBe(1);
    expect(order()).toEqual([c, d, a, b]);
    bringBackAll();
    expect(order()).toEqual([c, a, b, d]);
  });

  it('leaves a row that began meanwhile', () => {
    const [a = 0, b = 0] = queue.add(newFiles(2));
    queue.operations.moveFirst({ ids: [b] }, bin);
    expect(queue.operations.claim('small', 1, []).map(({ id }) => id)).toEqual([b]);
    expect(bringBackAll()).toBe(0);
    expect(order()).toEqual([a]);
    expect(present(queue.operations.transfers([b])[0]).state.name).toBe('uploading');
  });
});
