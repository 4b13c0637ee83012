import { describe, expect, it } from 'vitest';
import type { RowScope } from '../../../../main/engine/ports/transfer-store.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { batchTo, identity, newFile, newFiles } from '../sample-rows.ts';

const queue = useTestQueue();

function claimIds(limit: number, blocked: readonly string[] = []): number[] {
  return queue.operations.claim('small', limit, blocked).map(({ id }) => id);
}

describe('claim', () => {
  it('hands out rows in the order they were added, each once', () => {
    queue.add(newFiles(5));
    expect(claimIds(2)).toEqual([1, 2]);
    expect(claimIds(2)).toEqual([3, 4]);
    expect(claimIds(2)).toEqual([5]);
    expect(claimIds(2)).toEqual([]);
    expect(claimIds(0)).toEqual([]);
  });

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

  it('says whether there is a checkpoint', () => {
    const [id] = queue.add([newFile('a')]);
    queue.operations.intend(present(id), { partSize: 10, identity: identity(), at: 1 });
    expect(queue.operations.claim('small', 1, [])[0]?.hasCheckpoint).toBe(true);
  });

  it('keeps the lanes apart', () => {
    queue.add([newFile('a', { lane: 'large' }), newFile('b'), newFile('c', { lane: 'large' })]);
    expect(queue.operations.claim('large', 5, []).map(({ id }) => id)).toEqual([1, 3]);
    expect(claimIds(5)).toEqual([2]);
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

  it.each(['uploading', 'verifying'])('leaves out a row whose object is %s', (running) => {
    queue.add([newFile('a')]);
    queue.add([newFile('a', { identity: identity({ size: 1 }) }), newFile('b')]);
    claimIds(1);
    if (running === 'verifying') queue.operations.apply(1, { type: 'verify' });
    expect(claimIds(9)).toEqual([3]);
    queue.operations.apply(1, { type: 'finish', verified: 'crc64' });
    expect(claimIds(9)).toEqual([2]);
  });

  it('never takes two rows for one object at once, and the older one first', () => {
    queue.add([newFile('a')]);
    queue.add([newFile('a', { identity: identity({ size: 1 }) })]);
    queue.add([newFile('a', { identity: identity({ size: 2 }) })], batchTo('home'));
    expect(claimIds(9)).toEqual([1, 3]);
    queue.operations.apply(1, { type: 'finish', verified: 'crc64' });
    expect(claimIds(9)).toEqual([2]);
  });

  it('keeps the order of two rows for one object across the lanes', () => {
    queue.add([newFile('a', { lane: 'large' })]);
    queue.add([newFile('a', { identity: identity({ size: 1 }) })]);
    expect(claimIds(9)).toEqual([]);
    expect(queue.operations.claim('large', 9, []).map(({ id }) => id)).toEqual([1]);
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

  it('does not wait for a queued row outside the scope, but for one that runs', () => {
    queue.add([newFile('a'), newFile('b')]);
    queue.add([newFile('a', { identity: identity({ size: 1 }) })]);
    expect(claimIn({ batchIds: [2] })).toEqual([3]);
    queue.add([newFile('a', { identity: identity({ size: 2 }) })]);
    expect(claimIn({ batchIds: [3] })).toEqual([]);
    expect(claimIn({ ids: [4] })).toEqual([]);
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

describe('recover', () => {
  it('queues again what was running, and remembers that a request may have arrived', () => {
    queue.add(newFiles(5));
    claimIds(3);
    queue.operations.apply(2, { type: 'verify' });
    queue.operations.apply(3, { type: 'wait', why: 'retry', until: 5 }, { attempts: 4 });
    queue.operations.wake(5);
    claimIds(1);
    queue.operations.apply(5, { type: 'pause' });
    queue.operations.recover();
    const rows = queue.operations.transfers([1, 2, 3, 4, 5]);
    expect(rows.map(({ state, attempts }) => [state.name, attempts])).toEqual([
      ['queued', 1],
      ['queued', 1],
      ['queued', 4],
      ['queued', 0],
      ['paused', 0],
    ]);
  });
});

describe('wake', () => {
  it('queues what waited long enough and tells when the next one is due', () => {
    queue.add(newFiles(4));
    queue.operations.apply(1, { type: 'wait', why: 'retry', until: 100 });
    queue.operations.apply(2, { type: 'wait', why: 'source-in-use', until: 300 });
    queue.operations.apply(3, { type: 'wait', why: 'source-in-use', until: 200 });
    queue.operations.apply(4, { type: 'wait', why: 'offline' });
    expect(queue.operations.wake(99)).toBe(100);
    expect(queue.operations.wake(200)).toBe(300);
    const rows = queue.operations.transfers([1, 2, 3, 4]);
    expect(rows.map(({ state }) => state.name)).toEqual(['queued', 'waiting', 'queued', 'waiting']);
    expect(queue.operations.wake(1000)).toBeUndefined();
  });
});

describe('endWait', () => {
  it('ends one kind of wait, of one account or of all', () => {
    queue.add(newFiles(2), batchTo('work'));
    queue.add(newFiles(2), batchTo('home'));
    for (const id of [1, 3]) queue.operations.apply(id, { type: 'wait', why: 'offline' });
    for (const id of [2, 4]) queue.operations.apply(id, { type: 'wait', why: 'certificate' });
    const names = () => queue.operations.transfers([1, 2, 3, 4]).map(({ state }) => state.name);
    queue.operations.endWait('offline', 'home');
    expect(names()).toEqual(['waiting', 'waiting', 'queued', 'waiting']);
    queue.operations.endWait('offline', 'nobody');
    expect(names()).toEqual(['waiting', 'waiting', 'queued', 'waiting']);
    queue.operations.endWait('certificate');
    expect(names()).toEqual(['waiting', 'queued', 'queued', 'queued']);
  });
});
