import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { newBatch, newFile } from '../sample-rows.ts';

const queue = useTestQueue();

describe('addBatch', () => {
  it('never gives an id a second time', () => {
    const [id] = queue.add([newFile('a', { state: { name: 'skipped', reason: 'exists' } })]);
    queue.operations.finishRoot(1, '/data/me/pictures');
    queue.operations.remove({ all: true });
    expect(queue.operations.batch(1)).toBeUndefined();
    expect(queue.operations.addBatch(newBatch()).id).toBe(2);
    queue.operations.addTransfers(2, [newFile('a')]);
    expect(queue.operations.transfers([id ?? 0])).toEqual([]);
  });
});

describe('batch', () => {
  it('refuses a batch whose options cannot be read, rather than send without them', () => {
    queue.operations.addBatch(newBatch());
    queue.database.exec(`UPDATE batches SET options = '{"acl":'`);
    expect(() => queue.operations.batch(1)).toThrow(TransferError);
    expect(() => queue.operations.batch(1)).toThrow('The stored upload options cannot be read');
  });
});

describe('unfinishedRoots', () => {
  it('keeps the bytes of a root that is not valid UTF-8', () => {
    const root = '\0x:2f746d702fff';
    queue.operations.addBatch(newBatch({ roots: [root] }));
    expect(queue.operations.unfinishedRoots()).toEqual([{ batchId: 1, root }]);
    queue.operations.finishRoot(1, '\0x:2f746d702ffe');
    expect(queue.operations.unfinishedRoots()).toHaveLength(1);
    queue.operations.finishRoot(1, root);
    expect(queue.operations.unfinishedRoots()).toEqual([]);
  });
});
