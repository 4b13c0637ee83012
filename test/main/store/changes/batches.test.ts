import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../../shared/errors.ts';
import { useTestQueue } from '../operations-fixture.ts';
import { newBatch, newFile } from '../sample-rows.ts';

const queue = useTestQueue();

describe('addBatch', () => {
  it('gives back what it was given, with an id and a scan that goes on', () => {
    const { roots: _roots, ...facts } = newBatch();
    const batch = queue.operations.addBatch(newBatch());
    expect(batch).toEqual({ ...facts, id: 1, scan: 'scanning' });
    expect(queue.operations.batch(batch.id)).toEqual(batch);
  });

  it('has nothing to scan without roots', () => {
    expect(queue.operations.addBatch(newBatch({ roots: [] })).scan).toBe('complete');
  });

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
  it('knows nothing of a batch that is not there', () => {
    expect(queue.operations.batch(7)).toBeUndefined();
  });

  it('refuses a batch whose options cannot be read, rather than send without them', () => {
    queue.operations.addBatch(newBatch());
    queue.database.exec(`UPDATE batches SET options = '{"acl":'`);
    expect(() => queue.operations.batch(1)).toThrow(TransferError);
    expect(() => queue.operations.batch(1)).toThrow('The stored upload options cannot be read');
  });
});

describe('unfinishedRoots', () => {
  it('lists them by batch, and in the order they were named', () => {
    queue.operations.addBatch(newBatch({ roots: ['/z', '/a', '/m'] }));
    queue.operations.addBatch(newBatch({ roots: ['/b'] }));
    queue.operations.finishRoot(1, '/a');
    expect(queue.operations.unfinishedRoots()).toEqual([
      { batchId: 1, root: '/z' },
      { batchId: 1, root: '/m' },
      { batchId: 2, root: '/b' },
    ]);
  });

  it('completes a batch with its last root, and not before', () => {
    queue.operations.addBatch(newBatch({ roots: ['/a', '/b', '/a'] }));
    queue.operations.finishRoot(1, '/a');
    expect(queue.operations.batch(1)?.scan).toBe('scanning');
    queue.operations.finishRoot(1, '/b');
    expect(queue.operations.batch(1)?.scan).toBe('complete');
    expect(queue.operations.unfinishedRoots()).toEqual([]);
  });

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
