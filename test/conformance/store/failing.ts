import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TransferError } from '../../../shared/errors.ts';
import { newBatch, newFiles } from '../../main/store/sample-rows.ts';
import { present } from './store-under-test.ts';
import type { Store } from './store-under-test.ts';

/** A store whose disk and database the test can spoil. */
export interface FailingStoreUnderTest {
  readonly store: Store;
  /** The disk takes no more than a reserve, or takes everything again. */
  setFull(full: boolean): void;
  /** The database ends by itself. */
  fail(): void;
  close(): Promise<void>;
}

/** More rows than the reserve of an adapter takes in so many writes. */
const mostWrites = 20;
const rowsOfAWrite = 500;

/** TransferStore.onDiskFull and TransferStore.onFailure. */
export function describeFailing(open: () => Promise<FailingStoreUnderTest>): void {
  let opened: FailingStoreUnderTest | undefined;
  const spoilt = (): FailingStoreUnderTest => present(opened);
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.close();
  });

  async function addRows(): Promise<void> {
    const { id } = await spoilt().store.addBatch(newBatch());
    await spoilt().store.addTransfers(id, newFiles(rowsOfAWrite));
  }

  /** Writes until the full disk refuses. Resolves with the error. */
  async function fill(): Promise<unknown> {
    spoilt().setFull(true);
    for (let write = 0; write < mostWrites; write += 1) {
      const error = await addRows().catch((thrown: unknown) => thrown);
      if (error !== undefined) return error;
    }
    return undefined;
  }

  /** Resolves with the next call of the listener. */
  function nextFull(): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = spoilt().store.onDiskFull((full) => {
        stop();
        resolve(full);
      });
    });
  }

  describe('a full disk', () => {
    it('refuses writes and keeps nothing of them, and the queue can be read', async () => {
      const { id } = await spoilt().store.addBatch(newBatch());
      const error = await fill();
      expect(error).toBeInstanceOf(TransferError);
      expect(error).toMatchObject({ code: 'disk-full' });
      const before = await spoilt().store.counters();
      const rows = newFiles(rowsOfAWrite);
      await expect(spoilt().store.addTransfers(id, rows)).rejects.toMatchObject({
        code: 'disk-full',
      });
      expect(await spoilt().store.counters()).toEqual(before);
    });

    it('calls the listeners when it becomes full and when it has space again', async () => {
      const heard: boolean[] = [];
      spoilt().store.onDiskFull((full) => heard.push(full));
      await fill();
      expect(heard).toEqual([true]);
      spoilt().setFull(false);
      await addRows();
      expect(heard).toEqual([true, false]);
    });

    it('calls a later listener while it is full', async () => {
      await fill();
      expect(await nextFull()).toBe(true);
    });

    it('calls no listener that has unsubscribed', async () => {
      const heard: boolean[] = [];
      const stop = spoilt().store.onDiskFull((full) => heard.push(full));
      stop();
      await fill();
      spoilt().store.onDiskFull((full) => heard.push(full))();
      await nextFull();
      expect(heard).toEqual([]);
    });
  });

  describe('a failed store', () => {
    it('calls each listener once, rejects all calls, and calls a later listener', async () => {
      const heard: unknown[] = [];
      spoilt().store.onFailure((error) => heard.push(error.record.code));
      const unsubscribed: unknown[] = [];
      spoilt().store.onFailure((error) => unsubscribed.push(error))();
      const running = addRows().catch((thrown: unknown) => thrown);
      spoilt().fail();
      expect(await running).toMatchObject({ code: 'database-failed' });
      await expect(spoilt().store.counters()).rejects.toMatchObject({ code: 'database-failed' });
      const later = await new Promise<TransferError>((resolve) => {
        spoilt().store.onFailure(resolve);
      });
      expect(later.record.code).toBe('database-failed');
      expect([heard, unsubscribed]).toEqual([['database-failed'], []]);
    });

    it('is not a store that was closed', async () => {
      const heard: unknown[] = [];
      spoilt().store.onFailure((error) => heard.push(error));
      await addRows();
      await spoilt().close();
      await new Promise((resolve) => setImmediate(resolve));
      expect(heard).toEqual([]);
    });
  });
}
