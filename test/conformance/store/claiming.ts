import { describe, expect, it } from 'vitest';
import { batchTo, newFile, newFiles } from '../../main/store/sample-rows.ts';
import { present, StoreUnderTest } from './store-under-test.ts';
import type { OpenStoreUnderTest } from './store-under-test.ts';

/** TransferStore: which rows run, and the ends of waits. */
export function describeClaiming(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  const wait = (id: number, why: 'retry' | 'offline' | 'credentials', until?: number) =>
    queue.store.apply(id, { type: 'wait', why, ...(until !== undefined && { until }) });

  describe('claim', () => {
    it('hands out each row once, in the order in which rows were added', async () => {
      const ids = [...(await queue.add(newFiles(3))), await queue.addOne(newFile('last'))];
      expect(await queue.claimIds(3)).toEqual(ids.slice(0, 3));
      expect(await queue.claimIds(3)).toEqual(ids.slice(3));
      expect(await queue.claimIds(3)).toEqual([]);
      expect(await queue.claimIds(0)).toEqual([]);
    });

    it('never hands one row to two calls at the same time', async () => {
      const ids = await queue.add(newFiles(6));
      const claims = await Promise.all([queue.claimIds(4), queue.claimIds(4)]);
      expect(claims.flat()).toEqual(ids);
    });

    it('makes rows uploading and returns their facts', async () => {
      const file = newFile('a');
      const id = await queue.addOne(file);
      const [claimed] = await queue.claim();
      expect(claimed).toMatchObject({
        ...{ id, key: file.key, lane: 'small', identity: file.identity },
        ...{ state: { name: 'uploading' }, hasCheckpoint: false },
      });
      expect(claimed).not.toHaveProperty('conflictPolicy');
      expect(claimed).not.toHaveProperty('damagedEtag');
      expect(await queue.states([id])).toEqual(['uploading']);
    });

    it('returns the policy of an answer, the checkpoint and the damaged object', async () => {
      const id = await queue.addOne(newFile('a'));
      await queue.beginUpload(id, 'U1');
      await queue.store.saveDamagedObject(id, '"D"');
      await queue.store.apply(id, { type: 'wait', why: 'conflict' });
      await queue.store.answerConflicts({ ids: [id] }, 'overwrite');
      expect(await queue.claim()).toMatchObject([
        { id, hasCheckpoint: true, conflictPolicy: 'overwrite', damagedEtag: '"D"' },
      ]);
    });

    it('keeps the lanes apart', async () => {
      const large = newFile('a', { lane: 'large' });
      const [first, second] = await queue.add([large, newFile('b')]);
      expect(await queue.claimIds(9, { lane: 'large' })).toEqual([first]);
      expect(await queue.claimIds(9)).toEqual([second]);
    });

    it('leaves out blocked accounts', async () => {
      const blocked = await queue.add(newFiles(2), batchTo('work', 'one'));
      const free = await queue.add(newFiles(2), batchTo('home', 'one'));
      expect(await queue.claimIds(9, { blocked: ['work', 'unknown'] })).toEqual(free);
      expect(await queue.claimIds(9)).toEqual(blocked);
    });

    it('runs one row for an object at a time, in queue order, in both lanes', async () => {
      const key = 'shared';
      const source = (path: string) => ({ kind: 'file', path }) as const;
      const first = await queue.addOne(newFile('a', { key, source: source('/1'), lane: 'large' }));
      const second = await queue.addOne(newFile('b', { key, source: source('/2') }));
      expect(await queue.claimIds()).toEqual([]);
      expect(await queue.claimIds(9, { lane: 'large' })).toEqual([first]);
      expect(await queue.claimIds()).toEqual([]);
      await queue.store.apply(first, { type: 'verify' });
      expect(await queue.claimIds()).toEqual([]);
      await queue.store.apply(first, { type: 'finish', verified: 'crc64' });
      expect(await queue.claimIds()).toEqual([second]);
    });

    it('lets equal keys of different buckets and accounts run together', async () => {
      const ids = [
        await queue.addOne(newFile('a'), batchTo('work', 'one')),
        await queue.addOne(newFile('a'), batchTo('work', 'two')),
        await queue.addOne(newFile('a'), batchTo('home', 'one')),
      ];
      expect(await queue.claimIds()).toEqual(ids);
    });

    it('takes rows of the scope only: by batch, by id, or both', async () => {
      const batchId = await queue.addBatch([newFile('a')]);
      const ofBatch = present((await queue.rows({ batchId }))[0]).id;
      const [second, third] = await queue.add([newFile('b'), newFile('c')]);
      const scope = { batchIds: [batchId], ids: [present(third)] };
      expect(await queue.claimIds(9, { scope: { ids: [] } })).toEqual([]);
      expect(await queue.claimIds(9, { scope })).toEqual([ofBatch, third]);
      expect(await queue.claimIds()).toEqual([second]);
    });

    it('lets queued rows outside the scope delay no row, but running ones do', async () => {
      const key = 'shared';
      const file = (path: string) => newFile('a', { key, source: { kind: 'file', path } });
      const outside = await queue.addOne(file('/1'));
      const inside = await queue.addOne(file('/2'));
      await queue.claim(1, { scope: { ids: [outside] } });
      expect(await queue.claimIds(9, { scope: { ids: [inside] } })).toEqual([]);
      await queue.store.apply(outside, { type: 'requeue' });
      expect(await queue.claimIds(9, { scope: { ids: [inside] } })).toEqual([inside]);
    });
  });

  it('recover queues running rows with at least one attempt, and no other row', async () => {
    const ids = await queue.add(newFiles(4));
    await queue.claim(3);
    await queue.store.apply(present(ids[1]), { type: 'verify' });
    await queue.store.apply(present(ids[2]), { type: 'requeue' }, { attempts: 5 });
    await queue.claim(1, { scope: { ids: [present(ids[2])] } });
    await queue.store.apply(present(ids[3]), { type: 'pause' });
    await queue.store.recover();
    expect(await queue.store.transfers(ids)).toMatchObject([
      { state: { name: 'queued' }, attempts: 1 },
      { state: { name: 'queued' }, attempts: 1 },
      { state: { name: 'queued' }, attempts: 5 },
      { state: { name: 'paused' }, attempts: 0 },
    ]);
  });

  describe('wake', () => {
    it('queues the rows whose time has come and returns the next time', async () => {
      const ids = await queue.add(newFiles(3));
      await wait(present(ids[0]), 'retry', 1000);
      await wait(present(ids[1]), 'offline', 2000);
      await wait(present(ids[2]), 'credentials');
      expect(await queue.store.wake(999)).toBe(1000);
      expect(await queue.store.wake(1000)).toBe(2000);
      expect(await queue.states(ids)).toEqual(['queued', 'waiting', 'waiting']);
      expect(await queue.store.wake(2000)).toBeUndefined();
      expect(await queue.states(ids)).toEqual(['queued', 'queued', 'waiting']);
    });
  });

  describe('endWait', () => {
    it('queues the rows of one account that wait for the reason', async () => {
      const [here] = await queue.add([newFile('a')], batchTo('work'));
      const [there] = await queue.add([newFile('b')], batchTo('home'));
      const [other] = await queue.add([newFile('c')], batchTo('work'));
      await wait(present(here), 'offline');
      await wait(present(there), 'offline');
      await wait(present(other), 'credentials');
      const ids = [here, there, other].map(present);
      await queue.store.endWait('offline', 'work');
      expect(await queue.states(ids)).toEqual(['queued', 'waiting', 'waiting']);
    });

    it('queues the rows of all accounts without an account', async () => {
      const [here] = await queue.add([newFile('a')], batchTo('work'));
      const [there] = await queue.add([newFile('b')], batchTo('home'));
      const ids = [here, there].map(present);
      for (const id of ids) await wait(id, 'offline', 5000);
      await queue.store.endWait('offline');
      expect(await queue.states(ids)).toEqual(['queued', 'queued']);
      expect(await queue.store.wake(1)).toBeUndefined();
    });
  });
}
