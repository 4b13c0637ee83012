import { describe, expect, it } from 'vitest';
import { TransferError } from '../../../shared/errors.ts';
import { accessDenied, account, newBatch, newFile, newFiles } from './sample-rows.ts';
import { useStoreFolder } from './store-fixture.ts';

const place = useStoreFolder();

describe('calls at the same time', () => {
  it('share commits', async () => {
    const store = await place.open();
    const { id } = await store.addBatch(newBatch());
    await store.addTransfers(id, newFiles(200));
    const before = store.commits();
    const ids = Array.from({ length: 200 }, (_, index) => index + 1);
    await Promise.all(ids.map((row) => store.apply(row, { type: 'start' })));
    expect(store.commits()).toBe(before + 1);
  });

  it('that come one after the other do not wait for each other', async () => {
    const store = await place.open();
    const before = store.commits();
    for (let count = 0; count < 5; count += 1) await store.saveAccount(account);
    expect(store.commits()).toBe(before + 5);
  });

  it('made while one commit is under way share the next', async () => {
    const store = await place.open();
    const { id } = await store.addBatch(newBatch());
    await store.addTransfers(id, newFiles(640));
    const before = store.commits();
    let next = 0;
    const lane = async () => {
      while (next < 640) await store.apply((next += 1), { type: 'start' });
    };
    await Promise.all(Array.from({ length: 64 }, lane));
    expect((await store.counters()).states.uploading.files).toBe(640);
    expect(store.commits() - before).toBeLessThan(640 / 8);
  });

  it('see what the ones before them wrote, in order', async () => {
    const store = await place.open();
    const answers = await Promise.all([
      store.account('work'),
      store.saveAccount(account),
      store.account('work'),
      store.removeAccount('work'),
      store.account('work'),
    ]);
    expect(answers).toEqual([undefined, undefined, account, undefined, undefined]);
  });

  it('are kept, though one of them fails', async () => {
    const store = await place.open();
    const { id } = await store.addBatch(newBatch());
    await store.addTransfers(id, newFiles(3));
    const before = store.commits();
    const outcomes = await Promise.allSettled([
      store.apply(1, { type: 'start' }),
      store.addTransfers(99, [newFile('nowhere')]),
      store.apply(2, { type: 'fail', error: accessDenied }),
      store.saveUploadId(3, 'UPLOAD-1'),
      store.addTransfers(id, [newFile('late')]),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(store.commits()).toBe(before + 1);
    const { states } = await store.counters();
    expect([states.uploading.files, states.failed.files, states.queued.files]).toEqual([1, 1, 2]);
  });

  it('leave nothing of the one that failed', async () => {
    const store = await place.open();
    const { id } = await store.addBatch(newBatch());
    const broken = { ...newFile('broken'), lane: null } as unknown as ReturnType<typeof newFile>;
    const failed = store.addTransfers(id, [...newFiles(150), broken, ...newFiles(49)]);
    const kept = store.addTransfers(id, [newFile('b')]);
    await expect(failed).rejects.toThrow(/^addTransfers: SQLITE_CONSTRAINT/);
    await kept;
    const page = await store.page({}, { by: 'queue', descending: false }, { offset: 0, limit: 9 });
    expect(page.rows.map(({ key }) => key)).toEqual(['2024/b']);
  });
});

describe('an error', () => {
  it('arrives as a TransferError that names the call', async () => {
    const store = await place.open();
    const error = await store.saveCompleting(5).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransferError);
    expect(error).toMatchObject({
      code: 'database-failed',
      message: 'saveCompleting: The completion of transfer 5 has no checkpoint to be written to',
    });
  });
});

describe('close', () => {
  it('waits for what was handed in, and lets it reach the disk', async () => {
    const store = await place.open();
    const { id } = await store.addBatch(newBatch());
    const settled: string[] = [];
    const adding = newFiles(20).map(async (file) => {
      await store.addTransfers(id, [file]);
      settled.push(file.key);
    });
    await store.close();
    expect(settled).toHaveLength(20);
    await Promise.all(adding);
    const again = await place.open();
    expect((await again.counters()).states.queued.files).toBe(20);
  });

  it('refuses calls from then on', async () => {
    const store = await place.open();
    const closing = store.close();
    await expect(store.settings()).rejects.toMatchObject({ code: 'database-failed' });
    await closing;
    await expect(store.addBatch(newBatch())).rejects.toThrow('The store is closed');
  });

  it('can be called again', async () => {
    const store = await place.open();
    await Promise.all([store.close(), store.close()]);
    await expect(store.close()).resolves.toBeUndefined();
  });
});
