import { describe, expect, it } from 'vitest';
import type { Counters, WaitCount } from '../../../main/engine/ports/transfer-queries.ts';
import { isFinal, stateNames } from '../../../shared/transfer-state.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import {
  accessDenied,
  account,
  newBatch,
  newFile,
  newFiles,
} from '../../main/store/sample-rows.ts';
import { farFuture, present, StoreUnderTest, type OpenStoreUnderTest } from './store-under-test.ts';

/** The counters that a recount of these rows gives. */
export function recount(rows: readonly Transfer[]): Counters {
  const states = Object.fromEntries(
    stateNames.map((name) => {
      const some = rows.filter(({ state }) => state.name === name);
      return [name, { files: some.length, bytes: sum(some.map(({ size }) => size)) }];
    }),
  ) as Counters['states'];
  const counted = rows.filter(({ state }) => state.name === 'done' || !isFinal(state.name));
  return { states, bytesSent: sum(counted.map(({ bytesSent }) => bytesSent)) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Wait reasons in a fixed order: the port promises none. */
export function sortWaits(waits: readonly WaitCount[]): readonly WaitCount[] {
  return waits.toSorted((one, other) => waitName(one).localeCompare(waitName(other)));
}

function waitName({ why, timed }: WaitCount): string {
  return `${why} ${timed}`;
}

/** TransferQueries, clean-ups, settings and accounts. */
export function describeReading(open: OpenStoreUnderTest): void {
  const queue = new StoreUnderTest(open);

  const addRows = async (): Promise<{ one: number; two: number; ids: readonly number[] }> => {
    const one = await queue.addBatch(newFiles(4));
    const two = await queue.addBatch(newFiles(3, { key: 'x' }).map(differentKey));
    const ids = (await queue.rows({ all: true })).map(({ id }) => id);
    const id = (index: number) => present(ids[index]);
    await queue.claim(2);
    await queue.beginUpload(id(0), 'U1', [1, 2]);
    await queue.store.apply(id(1), { type: 'finish', verified: 'crc64' }, { size: 55 });
    await queue.store.apply(id(2), { type: 'wait', why: 'offline' });
    await queue.store.apply(id(3), { type: 'fail', error: accessDenied });
    await queue.store.apply(id(4), { type: 'wait', why: 'retry', until: 9000 });
    await queue.store.apply(id(5), { type: 'fail', error: { code: 'key-invalid' } });
    await queue.store.apply(id(6), { type: 'fail', error: accessDenied });
    return { one, two, ids };
  };

  it('counters equal a recount, of a batch and of all', async () => {
    const { one, two } = await addRows();
    for (const batchId of [one, two]) {
      expect(await queue.store.counters(batchId)).toEqual(recount(await queue.rows({ batchId })));
    }
    expect(await queue.store.counters()).toEqual(recount(await queue.rows({ all: true })));
  });

  it('waits name each reason, with and without a timer, of a batch and of all', async () => {
    const { one, two } = await addRows();
    const offline = { why: 'offline', timed: false, files: 1 };
    const retry = { why: 'retry', timed: true, files: 1 };
    expect(await queue.store.waits(one)).toEqual([offline]);
    expect(await queue.store.waits(two)).toEqual([retry]);
    expect(sortWaits(await queue.store.waits())).toEqual([offline, retry]);
    await queue.store.endWait('offline');
    expect(await queue.store.waits(one)).toEqual([]);
  });

  it('standing counts the rows of a scope, each once', async () => {
    const { one, two, ids } = await addRows();
    const all = await queue.rows({ all: true });
    const scopes = [
      { batchIds: [one] },
      { batchIds: [one, two] },
      { ids: [present(ids[2]), present(ids[4]), 99_999] },
      { batchIds: [one], ids: [present(ids[0]), present(ids[5])] },
      {},
    ];
    for (const scope of scopes) {
      const inScope = all.filter(
        ({ id, batchId }) => scope.batchIds?.includes(batchId) === true || scope.ids?.includes(id),
      );
      const { counters, waits } = await queue.store.standing(scope);
      expect(counters).toEqual(recount(inScope));
      const waiting = inScope.filter(({ state }) => state.name === 'waiting');
      expect(sum(waits.map(({ files }) => files))).toBe(waiting.length);
    }
  });

  it('transfers returns rows in the order asked for, without unknown ones', async () => {
    const ids = await queue.add(newFiles(3));
    const asked = [present(ids[2]), 99_999, present(ids[0])];
    expect((await queue.store.transfers(asked)).map(({ id }) => id)).toEqual([ids[2], ids[0]]);
  });

  it('selected returns pages of the states asked for, by id', async () => {
    const ids = await queue.add(newFiles(5));
    await queue.store.apply(present(ids[1]), { type: 'pause' });
    await queue.store.moveToFront({ ids: [present(ids[4])] });
    const page = (after: number) =>
      queue.store.selected({ all: true }, ['queued'], { after, limit: 2 });
    expect((await page(0)).map(({ id }) => id)).toEqual([ids[0], ids[2]]);
    expect((await page(present(ids[2]))).map(({ id }) => id)).toEqual([ids[3], ids[4]]);
  });

  it('details has the facts of the row, its checkpoint and its attempts', async () => {
    const file = newFile('a');
    const id = await queue.addOne(file);
    await queue.beginUpload(id, 'U1', [1]);
    await queue.store.addAttempt(id, { at: 7, error: accessDenied });
    const details = present(await queue.store.details(id));
    expect(details).toMatchObject({ id, identity: file.identity, bytesSent: 10 });
    expect(details.checkpoint).toEqual(await queue.store.checkpoint(id));
    expect(details.attemptsMade).toEqual([{ at: 7, error: accessDenied }]);
    expect(details).not.toHaveProperty('result');
    expect(await queue.store.details(99_999)).toBeUndefined();
  });

  it('batches returns the newest first, with counters, at most the limit', async () => {
    const { one, two } = await addRows();
    const { id: three } = await queue.store.addBatch(newBatch());
    const list = async (...args: Parameters<typeof queue.store.batches>) =>
      (await queue.store.batches(...args)).map(({ id }) => id);
    expect(await list(9)).toEqual([three, two, one]);
    expect(await list(2)).toEqual([three, two]);
    expect(await list(9, ['done', 'uploading'])).toEqual([one]);
    expect(await list(9, [])).toEqual([]);
    const [, summary] = await queue.store.batches(2);
    expect(summary).toEqual({
      ...(await queue.store.batch(two)),
      counters: await queue.store.counters(two),
    });
  });

  it('failures groups failed rows by code, the most frequent first', async () => {
    const { two } = await addRows();
    expect(await queue.store.failures()).toMatchObject([
      { code: 'access-denied', files: 2, bytes: 200, example: { error: accessDenied } },
      { code: 'key-invalid', files: 1, bytes: 100, example: { error: { code: 'key-invalid' } } },
    ]);
    const [first] = await queue.store.failures(two);
    const example = await queue.row(present(first).example.id);
    expect(example).toMatchObject({ batchId: two, state: { name: 'failed' } });
    await queue.store.applyToAll({ all: true }, { type: 'retry' });
    expect(await queue.store.failures()).toEqual([]);
  });

  describe('clean-ups', () => {
    it('are due in the order of their times, at most the limit', async () => {
      const ids = await queue.add(newFiles(3));
      for (const [index, id] of ids.entries()) {
        await queue.beginUpload(id, `U${index}`);
        await queue.store.dropCheckpoint(id, 'abort-upload');
      }
      const all = await queue.store.dueCleanups(farFuture, 9);
      expect(all).toMatchObject([{ uploadId: 'U0' }, { uploadId: 'U1' }, { uploadId: 'U2' }]);
      expect(await queue.store.dueCleanups(farFuture, 2)).toHaveLength(2);
      expect(await queue.store.dueCleanups(0, 9)).toEqual([]);
      await queue.store.delayCleanup(present(all[0]).id, farFuture - 1);
      const delayed = await queue.store.dueCleanups(farFuture, 9);
      expect(delayed.map(({ attempts }) => attempts)).toEqual([0, 0, 1]);
      expect(delayed[2]).toMatchObject({ uploadId: 'U0' });
      expect(await queue.store.dueCleanups(farFuture - 2, 9)).toHaveLength(2);
    });

    it('hold the upload of no transfer once, and due at once', async () => {
      const target = { accountId: account.id, bucket: 'trial', key: 'in/.ferry-doctor-1' };
      await queue.store.abortLater(target, 'T1');
      await queue.store.abortLater(target, 'T1');
      const due = await queue.store.dueCleanups(farFuture, 9);
      expect(due).toMatchObject([{ kind: 'abort-upload', ...target, uploadId: 'T1' }]);
      expect(await queue.store.knowsUpload('T1')).toBe(true);
    });

    it('count in the backlog until they are finished', async () => {
      expect(await queue.store.cleanupBacklog()).toEqual({ count: 0 });
      const id = await queue.addOne(newFile('a'));
      await queue.beginUpload(id, 'U1');
      await queue.store.dropCheckpoint(id, 'abort-upload');
      const [cleanup] = await queue.store.dueCleanups(farFuture, 9);
      await queue.store.delayCleanup(present(cleanup).id, 4000);
      expect(await queue.store.cleanupBacklog()).toEqual({ count: 1, nextAt: 4000 });
      await queue.store.finishCleanup(present(cleanup).id);
      expect(await queue.store.cleanupBacklog()).toEqual({ count: 0 });
    });
  });

  it('keeps settings and accounts', async () => {
    const settings = { ...defaultSettings, jobsAtOnce: 7 };
    await queue.store.saveSettings(settings);
    expect(await queue.store.settings()).toEqual(settings);
    const second = { ...account, id: 'second' };
    await queue.store.saveAccount(account);
    await queue.store.saveAccount(second);
    await queue.store.saveAccount({ ...account, name: 'Renamed' });
    const accounts = [{ ...account, name: 'Renamed' }, second];
    expect(await queue.store.accounts()).toEqual(accounts);
    expect(await queue.store.account('second')).toEqual(second);
    await queue.store.removeAccount('second');
    expect(await queue.store.account('second')).toBeUndefined();
  });
}

function differentKey<File extends { key: string; source: object; relativePath: string }>(
  file: File,
  index: number,
): File {
  return { ...file, key: `two/${index}` };
}
