import { describe, expect, it, vi } from 'vitest';
import type { RowScope } from '../../../../main/engine/ports/row-selection.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { batchTo, newFile, newFiles } from '../sample-rows.ts';

const queue = useTestQueue();

function claimIds(limit: number, blocked: readonly string[] = []): number[] {
  return queue.operations.claim('small', limit, blocked).map(({ id }) => id);
}

describe('claim', () => {
  it('makes them uploading and says what is known of them', () => {
    const file = newFile('a', { size: 7 });
    const [id] = queue.add([file]);
    queue.context.now = 2000;
    const [claimed] = queue.operations.claim('small', 1, []);
    expect(claimed).toMatchObject({
      id,
      state: { name: 'uploading' },
      lane: 'small',
      identity: file.identity,
      hasCheckpoint: false,
      updatedAt: 2000,
    });
    expect(queue.operations.transfers([present(id)])[0]?.state).toEqual({ name: 'uploading' });
  });

  it('leaves out accounts that are blocked, in all their buckets', () => {
    queue.add(newFiles(2), batchTo('work', 'one'));
    queue.add(newFiles(2), batchTo('work', 'two'));
    queue.add(newFiles(2), batchTo('home', 'one'));
    expect(claimIds(9, ['work', 'unknown'])).toEqual([5, 6]);
    expect(claimIds(9, ['work', 'home'])).toEqual([]);
    expect(claimIds(9)).toEqual([1, 2, 3, 4]);
  });

  it('mixes buckets in the order of the queue', () => {
    queue.add(newFiles(2), batchTo('work', 'one'));
    queue.add(newFiles(2), batchTo('home', 'two'));
    queue.operations.addTransfers(1, [newFile('late')]);
    expect(claimIds(4)).toEqual([1, 2, 3, 4]);
    expect(claimIds(4)).toEqual([5]);
  });

  it('takes what was moved to the front first, with the last move at the very front', () => {
    queue.add(newFiles(6));
    queue.operations.moveToFront({ ids: [5, 4] });
    queue.operations.moveToFront({ ids: [6] });
    expect(claimIds(9)).toEqual([6, 4, 5, 1, 2, 3]);
  });

  it.each([
    ['source', "source_kind = 'memory'"],
    ['identity', "identity = '{}'"],
  ])('does not hand out a row whose %s cannot be read, but shows it as failed', (_what, damage) => {
    queue.add(newFiles(2));
    queue.database.exec(`UPDATE transfers SET ${damage} WHERE id = 1`);
    expect(claimIds(9)).toEqual([2]);
    const [row] = queue.operations.transfers([1]);
    expect(row?.state).toMatchObject({ name: 'failed', error: { code: 'internal' } });
    expect(queue.operations.failures()).toMatchObject([{ code: 'internal', files: 1 }]);
  });
});

describe('row 72: a claim for some rows', () => {
  function claimIn(scope: RowScope, limit = 9, blocked: readonly string[] = []): number[] {
    return queue.operations.claim('small', limit, blocked, scope).map(({ id }) => id);
  }

  it('takes rows of these batches only, in the order of the queue', () => {
    for (const name of ['one', 'two', 'three']) queue.add(newFiles(2), batchTo('work', name));
    queue.operations.moveToFront({ ids: [6] });
    expect(claimIn({ batchIds: [1, 3] }, 3)).toEqual([6, 1, 2]);
    expect(claimIn({ batchIds: [] })).toEqual([]);
    expect(claimIn({ batchIds: [1, 3] })).toEqual([5]);
  });

  it('takes rows by their ids, and none of a blocked account', () => {
    queue.add(newFiles(3), batchTo('work'));
    queue.add(newFiles(3), batchTo('home'));
    expect(claimIn({ ids: [2, 5] }, 9, ['home'])).toEqual([2]);
    expect(claimIn({ ids: [2, 5] })).toEqual([5]);
  });

  it('row 73: takes rows of batches and rows by their ids together, in one order', () => {
    for (const name of ['one', 'two', 'three']) queue.add(newFiles(2), batchTo('work', name));
    queue.operations.moveToFront({ ids: [3] });
    expect(claimIn({ batchIds: [3], ids: [1, 3, 5] })).toEqual([3, 1, 5, 6]);
  });
});

describe('a claim of a lane in which no row is queued', () => {
  it('goes through no row of the other lane', () => {
    queue.add(newFiles(3));
    const read = vi.spyOn(queue.context, 'values');
    expect(queue.operations.claim('large', 9, [], { batchIds: [1] })).toEqual([]);
    expect(read.mock.calls.filter(([sql]) => sql.includes('transfers_by_queue'))).toEqual([]);
    read.mockRestore();
  });
});

describe('row 72: standing', () => {
  it.each([
    ['batches', { batchIds: [1, 3] }],
    ['rows', { ids: [1, 2, 5, 6] }],
    ['batches and rows, each row once,', { batchIds: [1], ids: [2, 5, 6] }],
  ] as const)('tells where some %s stand, and what they wait for', (_what, scope) => {
    for (const name of ['one', 'two', 'three']) {
      queue.add(newFiles(2, { size: 7 }), batchTo('work', name));
    }
    queue.operations.apply(1, { type: 'wait', why: 'conflict' });
    queue.operations.apply(6, { type: 'wait', why: 'conflict' });
    queue.operations.apply(3, { type: 'wait', why: 'credentials' });
    claimIds(1);
    queue.operations.apply(2, { type: 'finish', verified: 'crc64' });
    const { counters, waits } = queue.operations.standing(scope);
    expect(counters.states).toMatchObject({
      done: { files: 1, bytes: 7 },
      queued: { files: 1, bytes: 7 },
      waiting: { files: 2, bytes: 14 },
    });
    expect(counters.bytesSent).toBe(7);
    expect(waits).toEqual([{ why: 'conflict', timed: false, files: 2 }]);
  });
});
