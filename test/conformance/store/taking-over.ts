import { describe, expect, it } from 'vitest';
import type { NewBatch } from '../../../main/engine/ports/transfer-store.ts';
import { identity, newBatch, newFile } from '../../main/store/sample-rows.ts';
import { StoreUnderTest } from './store-under-test.ts';
import type { OpenStoreUnderTest } from './store-under-test.ts';

const scanOptions = { ...newBatch().scanOptions, takeOver: true };

function takingBatch(changes: Partial<NewBatch> = {}): NewBatch {
  return newBatch({ scanOptions, ...changes });
}

/** TransferStore.addBatch and addTransfers with `scanOptions.takeOver`. */
export function describeTakingOver(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  describe('taking over', () => {
    it('moves the upload of the same file under equal options and removes the old row', async () => {
      const old = await queue.addOne(newFile('a'));
      await queue.beginUpload(old, 'U1', [1, 2]);
      const { id } = await queue.store.addBatch(takingBatch());
      const taken = await queue.store.addTransfers(id, [newFile('a')]);
      expect(taken).toEqual({ files: 1, changed: 0, otherOptions: 0, cancelled: 0 });
      expect(await queue.store.transfers([old])).toEqual([]);
      const [row] = await queue.rows({ batchId: id });
      expect(row).toMatchObject({ state: { name: 'queued' }, bytesSent: 20 });
      const checkpoint = await queue.store.checkpoint(row?.id ?? 0);
      expect(checkpoint).toMatchObject({ uploadId: 'U1', parts: [{ number: 1 }, { number: 2 }] });
      expect(await queue.cleanups()).toEqual([]);
    });

    it('starts a file over that has changed, and aborts its upload', async () => {
      const old = await queue.addOne(newFile('a'));
      await queue.beginUpload(old, 'U1', [1]);
      const { id } = await queue.store.addBatch(takingBatch());
      const changed = newFile('a', { identity: identity({ size: 100, modified: '77' }) });
      const taken = await queue.store.addTransfers(id, [changed]);
      expect(taken).toEqual({ files: 1, changed: 1, otherOptions: 0, cancelled: 0 });
      const [row] = await queue.rows({ batchId: id });
      expect(await queue.store.checkpoint(row?.id ?? 0)).toBeUndefined();
      expect(await queue.cleanups()).toMatchObject([{ kind: 'abort-upload', uploadId: 'U1' }]);
    });

    it('starts an upload over that began under other options', async () => {
      const old = await queue.addOne(newFile('a'));
      await queue.beginUpload(old, 'U1', [1]);
      const { id } = await queue.store.addBatch(takingBatch({ options: { meta: { b: 'c' } } }));
      const taken = await queue.store.addTransfers(id, [newFile('a')]);
      expect(taken).toEqual({ files: 1, changed: 0, otherOptions: 1, cancelled: 0 });
      expect(await queue.store.transfers([old])).toEqual([]);
      expect(await queue.cleanups()).toMatchObject([{ kind: 'abort-upload', uploadId: 'U1' }]);
    });

    it('cancels a row of another file for the same object', async () => {
      const other = newFile('b', { key: newFile('a').key });
      const old = await queue.addOne(other);
      const { id } = await queue.store.addBatch(takingBatch());
      const taken = await queue.store.addTransfers(id, [newFile('a')]);
      expect(taken).toEqual({ files: 0, changed: 0, otherOptions: 0, cancelled: 1 });
      expect(await queue.states([old])).toEqual(['cancelled']);
    });

    it('leaves a row that runs, and skips its own', async () => {
      const old = await queue.addOne(newFile('a'));
      await queue.claim();
      const { id } = await queue.store.addBatch(takingBatch());
      const taken = await queue.store.addTransfers(id, [newFile('a')]);
      expect(taken).toEqual({ files: 0, changed: 0, otherOptions: 0, cancelled: 0 });
      expect(await queue.states([old])).toEqual(['uploading']);
      expect((await queue.rows({ batchId: id })).map(({ state }) => state)).toEqual([
        { name: 'skipped', reason: 'already-queued' },
      ]);
    });

    it('counts an equal unfinished root of another batch as scanned', async () => {
      const old = await queue.store.addBatch(takingBatch());
      const other = await queue.store.addBatch(newBatch({ roots: ['/elsewhere'], scanOptions }));
      const { id } = await queue.store.addBatch(takingBatch());
      expect(await queue.store.unfinishedRoots()).toEqual([
        { batchId: other.id, root: '/elsewhere' },
        { batchId: id, root: '/data/me/pictures' },
      ]);
      // Scanned and without rows.
      expect(await queue.store.batch(old.id)).toBeUndefined();
    });

    it('leaves a root that would give other rows', async () => {
      const old = await queue.store.addBatch(
        takingBatch({ destination: { accountId: 'work', bucket: 'pictures', prefix: 'x/' } }),
      );
      const { id } = await queue.store.addBatch(takingBatch());
      const roots = await queue.store.unfinishedRoots();
      expect(roots.map(({ batchId }) => batchId)).toEqual([old.id, id]);
    });
  });
}
