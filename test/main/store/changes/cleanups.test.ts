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

function paths(now: number, limit = 9) {
  return queue.operations
    .dueCleanups(now, limit)
    .map((cleanup) => (cleanup.kind === 'remove-spool' ? cleanup.path : cleanup.kind));
}

describe('dueCleanups', () => {
  it('hands out what is due, the longest due first, up to the limit', () => {
    queueAt(200, 'b');
    queueAt(100, 'a');
    queueAt(300, 'c');
    expect(paths(99)).toEqual([]);
    expect(paths(200)).toEqual(['/spool/a', '/spool/b']);
    expect(paths(900, 2)).toEqual(['/spool/a', '/spool/b']);
  });

  it('comes back to one that was put off, with its attempts', () => {
    queueAt(100, 'a');
    queue.operations.delayCleanup(1, 5000);
    queue.operations.delayCleanup(1, 6000);
    expect(paths(5999)).toEqual([]);
    expect(queue.operations.dueCleanups(6000, 9)).toEqual([
      { id: 1, kind: 'remove-spool', path: '/spool/a', attempts: 2 },
    ]);
  });

  it('refuses one that cannot be read', () => {
    queueAt(100, 'a');
    queue.database.exec("UPDATE cleanups SET kind = 'abort-upload'");
    expect(() => queue.operations.dueCleanups(900, 9)).toThrow(TransferError);
  });
});

describe('cleanupBacklog', () => {
  it('says how many there are and when the next is due', () => {
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 0 });
    queueAt(200, 'b');
    queueAt(100, 'a');
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 2, nextAt: 100 });
    queue.operations.delayCleanup(2, 7000);
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 2, nextAt: 200 });
  });

  it('ends with what was finished, and finishes nothing twice', () => {
    queueAt(100, 'a');
    queue.operations.finishCleanup(1);
    queue.operations.finishCleanup(1);
    queue.operations.delayCleanup(1, 5);
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 0 });
  });
});
