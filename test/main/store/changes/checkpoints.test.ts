import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors.ts';
import { present, useTestQueue } from '../operations-fixture.ts';
import { identity, newFile, newFiles, part } from '../sample-rows.ts';

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
  it('is undefined before anything was begun', () => {
    const [id] = queue.add([newFile('a')]);
    expect(queue.operations.checkpoint(present(id))).toBeUndefined();
    expect(queue.operations.checkpoint(99)).toBeUndefined();
  });

  it('holds what was intended, then the uploadId, then the parts in order', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.intend(id, intent);
    const intended = { partSize: 10, identity: identity(), intendedAt: 500, completing: false };
    expect(queue.operations.checkpoint(id)).toEqual({ ...intended, parts: [] });
    queue.operations.saveUploadId(id, 'UPLOAD-1');
    queue.operations.savePart(id, part(10));
    queue.operations.savePart(id, part(2, { crc64Confirmed: false }));
    queue.operations.saveCompleting(id);
    expect(queue.operations.checkpoint(id)).toEqual({
      ...intended,
      uploadId: 'UPLOAD-1',
      parts: [part(2, { crc64Confirmed: false }), part(10)],
      completing: true,
    });
  });

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

  it('replaces what was there and leaves no upload behind', () => {
    const id = begin();
    queue.operations.savePart(id, part(1));
    queue.operations.intend(id, { ...intent, partSize: 20, at: 900 });
    const checkpoint = { partSize: 20, intendedAt: 900, parts: [], completing: false };
    expect(queue.operations.checkpoint(id)).toEqual({ ...checkpoint, identity: identity() });
    expect(bytesSent(id)).toBe(0);
    expect(queue.operations.dueCleanups(1000, 9)).toMatchObject([
      { kind: 'abort-upload', uploadId: 'UPLOAD-1', key: '2024/a' },
    ]);
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

  it('is refused without an intent', () => {
    const [id = 0] = queue.add([newFile('a')]);
    expect(() => queue.operations.saveUploadId(id, 'UPLOAD-1')).toThrow(/no checkpoint/);
    expect(() => queue.operations.saveCompleting(id)).toThrow(/no checkpoint/);
  });
});

describe('savePart', () => {
  it('counts the bytes of each part once', () => {
    const id = begin();
    queue.operations.savePart(id, part(1, { size: 10 }));
    queue.operations.savePart(id, part(2, { size: 10 }));
    queue.operations.savePart(id, part(2, { size: 7, etag: '"NEW"' }));
    expect(bytesSent(id)).toBe(17);
    expect(queue.operations.checkpoint(id)?.parts.map(({ etag }) => etag)).toEqual([
      '"ETAG1"',
      '"NEW"',
    ]);
    expect(queue.operations.counters().bytesSent).toBe(17);
    expect(queue.operations.counters(1).bytesSent).toBe(17);
  });

  it('means that bytes advanced: no attempt is counted any more', () => {
    const id = begin();
    queue.operations.apply(id, { type: 'wait', why: 'retry', until: 1 }, { attempts: 5 });
    queue.operations.savePart(id, part(1));
    expect(queue.operations.transfers([id])[0]?.attempts).toBe(0);
  });

  it.each(['no intent', 'no uploadId', 'a dropped checkpoint'])('is refused with %s', (what) => {
    const [id = 0] = queue.add([newFile('a')]);
    if (what !== 'no intent') queue.operations.intend(id, intent);
    if (what === 'a dropped checkpoint') {
      queue.operations.saveUploadId(id, 'UPLOAD-1');
      queue.operations.dropCheckpoint(id, 'keep-upload');
    }
    expect(() => queue.operations.savePart(id, part(1))).toThrow(/A part of transfer/);
    expect(bytesSent(id)).toBe(0);
  });

  it('takes the largest part and sums above 2^32', () => {
    const id = begin();
    const size = 5 * 1024 ** 3;
    for (let number = 1; number <= 20; number += 1) {
      queue.operations.savePart(id, part(number, { size }));
    }
    expect(bytesSent(id)).toBe(20 * size);
  });
});

describe('dropParts', () => {
  it('forgets parts and their bytes', () => {
    const id = begin();
    for (const number of [1, 2, 3]) queue.operations.savePart(id, part(number));
    queue.operations.dropParts(id, [1, 3, 9]);
    expect(queue.operations.checkpoint(id)?.parts).toEqual([part(2)]);
    expect(bytesSent(id)).toBe(10);
    queue.operations.dropParts(id, []);
    expect(bytesSent(id)).toBe(10);
  });
});

describe('dropCheckpoint', () => {
  it('begins again and queues the abort', () => {
    const id = begin();
    queue.operations.savePart(id, part(1));
    queue.operations.dropCheckpoint(id, 'abort-upload');
    expect(queue.operations.checkpoint(id)).toBeUndefined();
    expect(bytesSent(id)).toBe(0);
    expect(queue.operations.dueCleanups(1000, 9)).toEqual([
      {
        id: 1,
        kind: 'abort-upload',
        accountId: 'work',
        bucket: 'pictures',
        key: '2024/a',
        uploadId: 'UPLOAD-1',
        attempts: 0,
      },
    ]);
  });

  it('queues the search for an orphan when the answer of Initiate is not known', () => {
    const [id = 0] = queue.add([newFile('a')]);
    queue.operations.intend(id, intent);
    queue.operations.dropCheckpoint(id, 'abort-upload');
    expect(queue.operations.dueCleanups(1000, 9)).toMatchObject([
      { kind: 'find-orphan', key: '2024/a', intendedAt: 500 },
    ]);
  });

  it('leaves an upload alone that is gone already, and a row that has none', () => {
    const id = begin();
    queue.operations.dropCheckpoint(id, 'keep-upload');
    queue.operations.dropCheckpoint(id, 'abort-upload');
    expect(queue.operations.cleanupBacklog()).toEqual({ count: 0 });
  });
});

describe('knowsUpload', () => {
  it('knows those of checkpoints and of cleanups, until they are finished', () => {
    const id = begin('UPLOAD-1');
    expect(queue.operations.knowsUpload('UPLOAD-1')).toBe(true);
    expect(queue.operations.knowsUpload('UPLOAD-2')).toBe(false);
    queue.operations.dropCheckpoint(id, 'abort-upload');
    expect(queue.operations.knowsUpload('UPLOAD-1')).toBe(true);
    queue.operations.finishCleanup(1);
    expect(queue.operations.knowsUpload('UPLOAD-1')).toBe(false);
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
