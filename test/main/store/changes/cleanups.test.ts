import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { newBlob } from '../sample-rows.ts';

const queue = useTestQueue();

/** Queues the removal of a spool file at a time of the wall clock. */
function queueAt(now: number, name: string): void {
  queue.context.now = now;
  queue.add([newBlob(name)]);
  queue.operations.applyToAll({ all: true }, { type: 'cancel' });
}

describe('dueCleanups', () => {
  it('refuses one that cannot be read', () => {
    queueAt(100, 'a');
    queue.database.exec("UPDATE cleanups SET kind = 'abort-upload'");
    expect(() => queue.operations.dueCleanups(900, 9)).toThrow(TransferError);
  });
});

describe('cleanupBacklog', () => {
  it('ends with what was finished, and finishes nothing twice', () => {
    queueAt(100, 'a');
    queue.operations.finishCleanup(1);
    queue.operations.finishCleanup(1);
    queue.operations.delayCleanup(1, 5);
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 0 });
  });
});
