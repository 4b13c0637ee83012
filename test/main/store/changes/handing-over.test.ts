import { describe, expect, it } from 'vitest';
import { present, useTestQueue } from '../operations-fixture.ts';
import { identity, newBatch, newFile, newFiles } from '../sample-rows.ts';

const queue = useTestQueue();
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
