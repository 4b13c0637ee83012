import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { identity, newFile, newFiles, part, newBlob } from '../sample-rows.ts';

const queue = useTestQueue();

const intent = { partSize: 10, identity: identity(), at: 500 };

/** A transfer that has begun a multipart upload. */
function begin(uploadId = 'UPLOAD-1', name = 'a'): number {
  const [id] = queue.add([newFile(name)]);
  queue.operations.intend(present(id), intent);
  queue.operations.saveUploadId(present(id), uploadId);
  return present(id);
}

function bytesSent(id: number): number | undefined {
  return queue.operations.transfers([id])[0]?.bytesSent;
}

describe('checkpoint', () => {
  it('that cannot be read is refused, not begun anew in silence', () => {
    const id = begin();
    queue.database.exec(`UPDATE checkpoints SET identity = '{"size":"x"}'`);
    expect(() => queue.operations.checkpoint(id)).toThrow(TransferError);
  });
});

describe('intend', () => {
  it('gives the row the size of the file as it is now', () => {
    const [id = 0] = queue.add([newFile('a', { size: 3 })]);
    queue.operations.intend(id, { ...intent, identity: identity({ size: 2 ** 53 - 1 }) });
    expect(queue.operations.transfers([id])[0]?.size).toBe(2 ** 53 - 1);
  });
});

describe('saveUploadId', () => {
  it('does not let two transfers share an upload', () => {
    begin('UPLOAD-1');
    const [id = 0] = queue.add([newFile('b')]);
    queue.operations.intend(id, intent);
    expect(() => queue.operations.saveUploadId(id, 'UPLOAD-1')).toThrow(/UNIQUE/);
    expect(queue.operations.checkpoint(id)).not.toHaveProperty('uploadId');
  });
});

describe('savePart', () => {
  it('takes the largest part and sums above 2^32', () => {
    const id = begin();
    const size = 5 * 1024 ** 3;
    for (let number = 1; number <= 20; number += 1) {
      queue.operations.savePart(id, part(number, { size }));
    }
    expect(bytesSent(id)).toBe(20 * size);
  });
});

describe('dropCheckpoint', () => {
  it('leaves an upload alone that is gone already, and a row that has none', () => {
    const id = begin();
    queue.operations.dropCheckpoint(id, 'keep-upload');
    queue.operations.dropCheckpoint(id, 'abort-upload');
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 0 });
  });
});

describe('the rows of a checkpoint', () => {
  it('go with their transfer', () => {
    const [id = 0] = queue.add(newFiles(1));
    queue.operations.intend(id, intent);
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(1));
    queue.operations.apply(id, { type: 'fail', error: { code: 'unconfirmed' } });
    queue.operations.remove({ all: true });
    const count = 'SELECT (SELECT count(*) FROM checkpoints) + (SELECT count(*) FROM parts)';
    expect(queue.database.prepare(count).pluck().get()).toBe(0);
  });
});

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
