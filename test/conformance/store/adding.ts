import { describe, expect, it } from 'vitest';
import type { NewTransfer } from '../../../main/engine/ports/transfer-store.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import {
  batchTo,
  identity,
  newBatch,
  newBlob,
  newFile,
  newFiles,
} from '../../main/store/sample-rows.ts';
import { present, StoreUnderTest } from './store-under-test.ts';
import type { OpenStoreUnderTest } from './store-under-test.ts';

/** TransferStore: batches, their scans and their rows. */
export function describeAdding(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  describe('batches and scans', () => {
    it('returns a batch as it was added, and nothing for an unknown id', async () => {
      const { roots: _roots, ...facts } = newBatch();
      const added = await queue.store.addBatch(newBatch());
      expect(added).toEqual({ ...facts, id: added.id, scan: 'scanning' });
      expect(await queue.store.batch(added.id)).toEqual(added);
      expect(await queue.store.batch(added.id + 1000)).toBeUndefined();
    });

    it('calls the scan of a batch without roots complete', async () => {
      expect((await queue.store.addBatch(newBatch({ roots: [] }))).scan).toBe('complete');
    });

    it('lists unfinished roots, oldest batch first, until each is finished', async () => {
      const first = await queue.store.addBatch(newBatch({ roots: ['/b', '/a'] }));
      const second = await queue.store.addBatch(newBatch({ roots: ['/c'] }));
      expect(await queue.store.unfinishedRoots()).toEqual([
        { batchId: first.id, root: '/b' },
        { batchId: first.id, root: '/a' },
        { batchId: second.id, root: '/c' },
      ]);
      await queue.store.finishRoot(first.id, '/b');
      expect((await queue.store.batch(first.id))?.scan).toBe('scanning');
      await queue.store.finishRoot(first.id, '/a');
      expect((await queue.store.batch(first.id))?.scan).toBe('complete');
      expect(await queue.store.unfinishedRoots()).toEqual([{ batchId: second.id, root: '/c' }]);
    });
  });

  describe('addTransfers', () => {
    it('adds rows with their facts, nothing sent and no attempt', async () => {
      const file = newFile('a', { size: 7 });
      const batchId = await queue.addBatch([file]);
      const [row] = await queue.rows({ batchId });
      expect(row).toMatchObject({
        batchId,
        ...{ accountId: 'work', bucket: 'pictures', key: file.key, source: file.source },
        ...{ relativePath: file.relativePath, size: 7, state: { name: 'queued' } },
        ...{ bytesSent: 0, attempts: 0 },
      });
      expect((await queue.store.details(present(row).id))?.identity).toEqual(file.identity);
    });

    it('knows the keys of the files of a batch', async () => {
      const [plain, other] = [newFile('a'), newFile('b', { key: 'chosen' })];
      const batchId = await queue.addBatch([plain, other]);
      await queue.addBatch([newFile('c')]);
      const files = [other, newFile('c'), plain].map(({ source, relativePath }) => ({
        path: source.path,
        relativePath,
      }));
      const named = [...files, { path: plain.source.path, relativePath: 'elsewhere/a' }];
      expect(await queue.store.keysOf(batchId, named)).toEqual([
        'chosen',
        undefined,
        plain.key,
        undefined,
      ]);
    });

    it('knows the files below a folder that another batch lacks', async () => {
      const at = (name: string, changes: Partial<NewTransfer> = {}): NewTransfer =>
        newFile(name, { source: { kind: 'file', path: `/d🎉/${name}` }, ...changes });
      const skipped = (reason: SkipReason) => ({ state: { name: 'skipped', reason } as const });
      const [kept, lost, same] = [at('a/kept'), at('a/lost'), at('a/same', skipped('identical'))];
      const others = [at('a-b/x'), at('a'), at('b/x')];
      const noFiles = [at('a/link', skipped('symbolic-link')), at('a/past', skipped('gone'))];
      const earlier = await queue.addBatch([kept, lost, same, ...others, ...noFiles]);
      const batchId = await queue.addBatch([kept, at('a/new')]);
      const missing = await queue.store.filesMissing(batchId, { batchId: earlier, root: '/d🎉/a' });
      const named = ({ key, source, relativePath }: NewTransfer) => ({
        ...{ key, relativePath, path: source.path },
      });
      expect(missing.after).toBeUndefined();
      expect(new Set(missing.files)).toEqual(new Set([lost, same].map(named)));
    });

    it('rejects rows of an unknown batch', async () => {
      const added = queue.store.addTransfers(4711, newFiles(1));
      await expect(added).rejects.toMatchObject({ record: { code: 'database-failed' } });
    });

    it('changes nothing when a scan is repeated', async () => {
      const batchId = await queue.addBatch(newFiles(3));
      await queue.claim(1);
      const before = await queue.rows({ batchId });
      await queue.store.addTransfers(batchId, [...newFiles(3, { size: 5 }), newFile('new')]);
      const after = await queue.rows({ batchId });
      expect(after.slice(0, 3)).toEqual(before);
      expect(after).toHaveLength(4);
    });

    it('adds a row for each relative path of one file', async () => {
      const inner = newFile('a', { key: 'inner/a', relativePath: 'inner/a' });
      const outer = newFile('a', { key: 'outer/inner/a', relativePath: 'outer/inner/a' });
      const ids = await queue.add([inner, outer]);
      expect(await queue.states(ids)).toEqual(['queued', 'queued']);
    });

    it('fails the second row of a batch for one key, also within one call', async () => {
      const ids = await queue.add([newFile('a'), newFile('b', { key: newFile('a').key })]);
      expect((await queue.store.transfers(ids)).map(({ state }) => state)).toMatchObject([
        { name: 'queued' },
        { name: 'failed', error: { code: 'key-collision' } },
      ]);
    });

    it('frees the key of a row that has another key now, also when the scan is repeated', async () => {
      const batchId = await queue.addBatch([newFile('a', { key: 'taken' })]);
      const [row] = await queue.rows({ batchId });
      await queue.store.changeKey(present(row).id, 'other');
      const again = newFile('a', { key: 'taken' });
      await queue.store.addTransfers(batchId, [again, newFile('b', { key: 'taken' })]);
      expect((await queue.rows({ batchId })).map(({ key, state }) => [key, state.name])).toEqual([
        ['other', 'queued'],
        ['taken', 'queued'],
      ]);
    });

    it('skips a file that a live row of another batch sends to the same object', async () => {
      await queue.add([newFile('a')]);
      const ids = await queue.add([newFile('a'), newFile('b')]);
      expect((await queue.store.transfers(ids)).map(({ state }) => state)).toEqual([
        { name: 'skipped', reason: 'already-queued' },
        { name: 'queued' },
      ]);
    });

    it.each([
      ['the identity', newBatch(), newFile('a', { identity: identity({ inode: '5' }) })],
      ['the path', newBatch(), newFile('a', { source: { kind: 'file', path: '/other' } })],
      ['the key', newBatch(), newFile('a', { key: 'other' })],
      ['the bucket', batchTo('work', 'other'), newFile('a')],
      ['the account', batchTo('home'), newFile('a')],
    ])('does not skip when %s is another', async (_what, batch, file) => {
      await queue.add([newFile('a')]);
      expect(await queue.states(await queue.add([file], batch))).toEqual(['queued']);
    });

    it('does not skip when the other row is final', async () => {
      const [first] = await queue.add([newFile('a')]);
      await queue.store.apply(present(first), { type: 'cancel' });
      expect(await queue.states(await queue.add([newFile('a')]))).toEqual(['queued']);
    });

    it('keeps the state of rows that a scan skipped or refused', async () => {
      const skipped = newFile('a', { state: { name: 'skipped', reason: 'symbolic-link' } });
      const error = { code: 'name-not-text' as const };
      const failed = newFile('b', { state: { name: 'failed', error } });
      const ids = await queue.add([skipped, failed]);
      const rows = await queue.store.transfers(ids);
      expect(rows.map(({ state }) => state)).toEqual([skipped.state, failed.state]);
    });

    it('queues the removal of the spool file of a blob that it skips', async () => {
      await queue.add([newBlob('a')]);
      expect(await queue.cleanups()).toEqual([]);
      await queue.add([newBlob('a')]);
      expect(await queue.cleanups()).toEqual([{ kind: 'remove-spool', path: '/spool/a' }]);
    });
  });

  describe('a pause during a scan', () => {
    const addLater = async (batchId: number): Promise<string | undefined> => {
      const known = (await queue.rows({ batchId })).length;
      await queue.store.addTransfers(batchId, [newFile(`later-${known}`)]);
      return (await queue.rows({ batchId })).at(-1)?.state.name;
    };

    it.each([
      ['of all rows', () => ({ all: true }) as const],
      ['of the batch', (batchId: number) => ({ batchId })],
      ['of all rows by a filter', () => ({ filter: {} })],
      ['of the batch by a filter', (batchId: number) => ({ filter: { batchId } })],
    ])('%s pauses rows that the scan finds later', async (_what, select) => {
      const batchId = await queue.addBatch([newFile('a')]);
      await queue.store.applyToAll(select(batchId), { type: 'pause' });
      expect(await addLater(batchId)).toBe('paused');
      await queue.store.applyToAll(select(batchId), { type: 'resume' });
      expect(await addLater(batchId)).toBe('queued');
    });

    it.each([
      ['of single rows', { ids: [1, 2, 3] }],
      ['of failures', { errorCode: 'internal' as const }],
      ['of one state', { filter: { states: ['queued' as const] } }],
      ['of chosen rows of a filter', { filter: {}, only: [1, 2, 3] }],
    ])('%s leaves rows that the scan finds later', async (_what, selection) => {
      const batchId = await queue.addBatch([newFile('a')]);
      await queue.store.applyToAll(selection, { type: 'pause' });
      expect(await addLater(batchId)).toBe('queued');
    });

    it('leaves later rows of other batches', async () => {
      const paused = await queue.addBatch([newFile('a')]);
      const other = await queue.addBatch([newFile('b')]);
      await queue.store.applyToAll({ batchId: paused }, { type: 'pause' });
      expect(await addLater(other)).toBe('queued');
    });

    it('ends with the scan', async () => {
      const batchId = await queue.addBatch([newFile('a')]);
      await queue.store.applyToAll({ batchId }, { type: 'pause' });
      await queue.store.finishRoot(batchId, present(newBatch().roots[0]));
      expect(await addLater(batchId)).toBe('queued');
    });

    it('keeps a row resumed that was resumed singly', async () => {
      const batchId = await queue.addBatch(newFiles(2));
      const [first, second] = (await queue.rows({ batchId })).map(({ id }) => id);
      await queue.store.applyToAll({ batchId }, { type: 'pause' });
      await queue.store.applyToAll({ ids: [present(first)] }, { type: 'resume' });
      expect(await queue.states([present(first), present(second)])).toEqual(['queued', 'paused']);
      expect(await addLater(batchId)).toBe('paused');
    });
  });
}
