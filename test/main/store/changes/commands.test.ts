import { describe, expect, it } from 'vitest';
import { type StateName, stateNames } from '../../../../shared/transfer-state.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import {
  accessDenied,
  batchTo,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
  part,
} from '../sample-rows.ts';

const queue = useTestQueue();

/** Adds one row in each state, in the order of their names. */
function addOneOfEach(bucket = 'pictures'): number[] {
  const ids = queue.add(newFiles(stateNames.length), batchTo('work', bucket));
  const [, uploading, verifying, waiting, paused, done, skipped, failed, cancelled] = ids;
  const apply = queue.operations.apply;
  for (const id of [uploading, verifying, done]) apply(present(id), { type: 'start' });
  apply(present(verifying), { type: 'verify' });
  apply(present(waiting), { type: 'wait', why: 'retry', until: 9 });
  apply(present(paused), { type: 'pause' });
  apply(present(done), { type: 'finish', verified: 'crc64' });
  apply(present(skipped), { type: 'skip', reason: 'exists' });
  apply(present(failed), { type: 'fail', error: accessDenied }, { attempts: 8 });
  apply(present(cancelled), { type: 'cancel' });
  expect(namesOf(ids)).toEqual(stateNames);
  return ids;
}

function namesOf(ids: readonly number[]): StateName[] {
  return queue.operations.transfers(ids).map(({ state }) => state.name);
}

describe('applyToAll', () => {
  it('leaves nothing of a wait behind in a row that was paused', () => {
    const [id = 0] = queue.add(newFiles(1));
    const wait = { type: 'wait', why: 'retry', until: 5, error: accessDenied } as const;
    queue.operations.apply(id, wait);
    queue.operations.applyToAll({ all: true }, { type: 'pause' });
    expect(queue.operations.transfers([id])[0]?.state).toEqual({ name: 'paused' });
    expect(queue.operations.wake(100)).toBeUndefined();
    expect(namesOf([id])).toEqual(['paused']);
  });

  it('does not touch the upload of a row that runs when it cancels', () => {
    queue.add([newFile('a')]);
    queue.operations.claim('small', 1, []);
    queue.operations.intend(1, { partSize: 10, identity: identity(), at: 500 });
    expect(queue.operations.applyToAll({ all: true }, { type: 'cancel' })).toBe(0);
    expect(queue.operations.checkpoint(1)).toBeDefined();
    expect(queue.operations.cleanupBacklog().count).toBe(0);
  });
});

describe('row 71: a retry with changes', () => {
  it('gives its rows a policy of their own, which stays with them', () => {
    queue.add(newFiles(2), batchTo('work'));
    for (const id of [1, 2]) queue.operations.apply(id, { type: 'fail', error: accessDenied });
    const again = { type: 'retry' } as const;
    queue.operations.applyToAll({ ids: [1] }, again, { conflictPolicy: 'rename' });
    queue.operations.applyToAll({ all: true }, again);
    const claimed = queue.operations.claim('small', 2, []);
    expect(claimed.map(({ conflictPolicy }) => conflictPolicy)).toEqual(['rename', undefined]);
  });

  it('gives up parts of another size, and changes no other option of the batch', () => {
    const [id = 0] = queue.add(newFiles(1, { lane: 'large' }));
    queue.operations.claim('large', 1, []);
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 1 });
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(1));
    queue.operations.apply(id, { type: 'fail', error: accessDenied });
    queue.operations.applyToAll({ all: true }, { type: 'retry' }, { partSize: 20 });
    expect(queue.operations.checkpoint(id)).toBeUndefined();
    expect(queue.operations.transfers([id])).toMatchObject([{ bytesSent: 0 }]);
    expect(queue.operations.dueCleanups(1000, 5)).toMatchObject([{ uploadId: 'UPLOAD-1' }]);
    expect(queue.operations.batch(1)?.options).toEqual({ ...newBatch().options, partSize: 20 });
  });
});

describe('moveToFront', () => {
  it('changes the position only, of rows that are still to go', () => {
    const ids = addOneOfEach();
    queue.context.now = 5000;
    expect(queue.operations.moveToFront({ all: true })).toBe(3);
    expect(namesOf(ids)).toEqual(stateNames);
    expect(queue.operations.transfers(ids).every(({ updatedAt }) => updatedAt === 1000)).toBe(true);
  });

  it('holds for the page as for the claim', () => {
    queue.add(newFiles(3), batchTo('work', 'one'));
    queue.add(newFiles(2), batchTo('work', 'two'));
    expect(queue.operations.moveToFront({ batchId: 2 })).toBe(2);
    expect(queue.operations.moveToFront({ ids: [3] })).toBe(1);
    const sort = { by: 'queue', descending: false } as const;
    const page = queue.operations.page({}, sort, { offset: 0, limit: 9 });
    expect(page.rows.map(({ id }) => id)).toEqual([3, 4, 5, 1, 2]);
  });
});

describe('changeKey', () => {
  it('refuses a key that another row of the batch has: one file would replace the other', () => {
    queue.add([newFile('a'), newFile('b')]);
    expect(queue.operations.changeKey(1, '2024/b')).toBe(false);
    expect(queue.operations.transfers([1])[0]?.key).toBe('2024/a');
  });

  it.each(stateNames.filter((name) => name !== 'failed' && name !== 'queued'))(
    'leaves a row alone that is %s',
    (name) => {
      const ids = addOneOfEach();
      const id = present(ids[stateNames.indexOf(name)]);
      expect(queue.operations.changeKey(id, 'b')).toBe(false);
      expect(namesOf(ids)).toEqual(stateNames);
    },
  );
});

describe('remove', () => {
  it('removes as many as there are', () => {
    queue.add(newFiles(20_500, { state: { name: 'skipped', reason: 'exists' } }));
    expect(queue.operations.remove({ batchId: 1 })).toBe(20_500);
    expect(queue.operations.counters().states.skipped.files).toBe(0);
  });

  it('does not queue again what was cleaned up long ago', () => {
    const [id = 0] = queue.add([newBlob('a')]);
    queue.operations.apply(id, { type: 'cancel' });
    queue.operations.finishCleanup(1);
    queue.operations.remove({ all: true });
    expect(queue.operations.cleanupBacklog().count).toBe(0);
  });
});

describe('a selection of a filter', () => {
  const without = (states: readonly StateName[]) =>
    stateNames.filter((name) => !states.includes(name));

  it('row 79: means what the filter shows, without its exceptions', () => {
    const ids = addOneOfEach();
    const filter = { states: ['done', 'failed', 'skipped'] as const };
    const done = present(ids[5]);
    const { count, remove } = queue.operations;
    const counted = count({ filter, except: [done] });
    expect(Object.entries(counted).filter(([, files]) => files > 0)).toEqual([
      ['skipped', 1],
      ['failed', 1],
    ]);
    expect(remove({ filter, except: [done] })).toBe(2);
    expect(namesOf(ids)).toEqual(without(['failed', 'skipped']));
  });

  it('row 79: means of the rows it names only those that the filter still shows', () => {
    const ids = addOneOfEach();
    const selection = { filter: { states: ['failed'] as const }, only: ids };
    expect(queue.operations.remove(selection)).toBe(1);
    expect(namesOf(ids)).toEqual(without(['failed']));
  });

  it('is read in portions, in the order of the ids', () => {
    const ids = addOneOfEach();
    const selection = { filter: { batchId: 1 } };
    const read = (after: number) =>
      queue.operations
        .selected(selection, ['done', 'skipped', 'failed'], { after, limit: 2 })
        .map(({ id }) => id);
    const [, , , , , done, skipped, failed] = ids;
    expect([read(0), read(present(skipped))]).toEqual([[done, skipped], [failed]]);
  });
});

const handedOver = { name: 'waiting', why: 'handed-over' };

function handOver(count: number): number[] {
  const ids = queue.add(newFiles(count));
  queue.operations.applyToAll({ all: true }, { type: 'pause' });
  expect(queue.operations.handOver(ids)).toBe(count);
  return ids;
}

const statesOf = (ids: readonly number[]) =>
  queue.operations.transfers(ids).map(({ state }) => state);

describe('handOver', () => {
  it('marks paused rows only', () => {
    const [queued, paused] = queue.add(newFiles(2));
    queue.operations.applyToAll({ ids: [present(paused)] }, { type: 'pause' });
    expect(queue.operations.handOver([present(queued), present(paused)])).toBe(1);
    expect(statesOf([present(queued), present(paused)])).toEqual([{ name: 'queued' }, handedOver]);
  });

  it('keeps the mark through pause, resume, wake and claim', () => {
    const ids = handOver(1);
    expect(queue.operations.applyToAll({ all: true }, { type: 'pause' })).toBe(0);
    queue.operations.applyToAll({ all: true }, { type: 'resume' });
    queue.operations.applyToAll({ all: true }, { type: 'retry' });
    queue.operations.answerConflicts({ all: true }, 'overwrite');
    queue.operations.wake(Number.MAX_SAFE_INTEGER);
    queue.operations.recover();
    expect(queue.operations.claim('small', 9, [])).toEqual([]);
    expect(statesOf(ids)).toEqual([handedOver]);
  });

  it('gives no handed-over file to a batch that takes over', () => {
    const [id] = queue.add([newFile('a')]);
    queue.operations.applyToAll({ all: true }, { type: 'pause' });
    queue.operations.handOver([present(id)]);
    const [again] = queue.add([newFile('a')], newBatch({ scanOptions: { takeOver: true } }));
    expect(statesOf([present(id), present(again)])).toEqual([
      handedOver,
      { name: 'skipped', reason: 'already-queued' },
    ]);
  });

  it('lets a cancel end it', () => {
    const ids = handOver(1);
    expect(queue.operations.applyToAll({ all: true }, { type: 'cancel' })).toBe(1);
    expect(statesOf(ids)).toEqual([{ name: 'cancelled' }]);
  });
});

describe('settleHandedOver', () => {
  it('settles arrived, missing and different rows', () => {
    const [arrived, missing, different] = handOver(3).map(present);
    const result = { etag: '"e"', crc64: '7', requestId: 'r' };
    const settled = queue.operations.settleHandedOver([
      { id: present(arrived), found: 'arrived', size: 10, result },
      { id: present(missing), found: 'missing' },
      { id: present(different), found: 'different', detail: 'other bytes' },
    ]);
    expect(settled).toBe(3);
    expect(statesOf([present(arrived), present(missing), present(different)])).toEqual([
      { name: 'done', verified: 'crc64' },
      { name: 'paused' },
      { name: 'failed', error: { code: 'object-differs', detail: 'other bytes' } },
    ]);
    expect(queue.operations.details(present(arrived))?.result).toEqual(result);
  });

  it('aborts an upload that Ferry had begun for a file that arrived', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.claim('small', 1, []);
    queue.operations.intend(id, { partSize: 10, identity: identity(), at: 500 });
    queue.operations.saveUploadId(id, 'begun');
    queue.operations.recover();
    queue.operations.applyToAll({ all: true }, { type: 'pause' });
    queue.operations.handOver([id]);
    const result = { etag: '"e"', crc64: '7', requestId: 'r' };
    queue.operations.settleHandedOver([{ id, found: 'arrived', size: 10, result }]);
    expect(queue.operations.dueCleanups(2000, 9)).toMatchObject([{ uploadId: 'begun' }]);
  });

  it('leaves rows that are not handed over as they are', () => {
    const ids = queue.add(newFiles(1));
    expect(queue.operations.settleHandedOver([{ id: present(ids[0]), found: 'missing' }])).toBe(0);
    expect(statesOf(ids)).toEqual([{ name: 'queued' }]);
  });
});
