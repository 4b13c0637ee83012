import Database from 'better-sqlite3';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../main/store/open-store.ts';
import { TransferError } from '../../../shared/errors.ts';
import { nextLine, startChild } from './child-process.ts';
import { accessDenied, account, newBatch, newFile, newFiles } from './sample-rows.ts';
import { useStoreFolder } from './store-fixture.ts';

const place = useStoreFolder();
const holder = new URL('./holding-child.ts', import.meta.url);

/** The code of the error that opening ends with. */
async function refusal(file: string): Promise<string> {
  const outcome = await openStore({ file }).catch((error: unknown) => error);
  if (outcome instanceof TransferError) return outcome.code;
  throw new Error('The store was opened');
}

describe('openStore', () => {
  it('begins with an empty queue', async () => {
    const store = await place.open();
    expect(store.recovery).toBeUndefined();
    expect(await store.batches(10)).toEqual([]);
    expect(place.names()).toEqual([
      'queue.db',
      'queue.db-wal',
      'queue.db.lock',
      'queue.db.reserve',
    ]);
  });

  it('finds everything again after it was closed', async () => {
    let now = 5000;
    const first = await place.open({ now: () => now });
    const batch = await first.addBatch(newBatch());
    await first.addTransfers(batch.id, [newFile('a'), newFile('b')]);
    now = 6000;
    await first.apply(1, { type: 'fail', error: accessDenied });
    await first.saveAccount(account);
    const details = await first.details(1);
    await first.close();

    const second = await place.open();
    expect(await second.batch(batch.id)).toEqual(batch);
    expect(await second.details(1)).toEqual(details);
    expect(details).toMatchObject({ createdAt: 5000, updatedAt: 6000 });
    expect(await second.accounts()).toEqual([account]);
    expect(await second.counters()).toMatchObject({
      states: { queued: { files: 1, bytes: 100 }, failed: { files: 1, bytes: 100 } },
    });
  });

  it('takes every call of the ports, several at a time', async () => {
    const store = await place.open();
    const batch = await store.addBatch(newBatch());
    const [, claimed, backlog, settings, page] = await Promise.all([
      store.addTransfers(batch.id, newFiles(3)),
      store.claim('small', 2, []),
      store.cleanupBacklog(),
      store.settings(),
      store.page({ search: '%' }, { by: 'size', descending: true }, { offset: 0, limit: 5 }),
    ]);
    expect(claimed.map(({ id }) => id)).toEqual([1, 2]);
    expect(backlog).toEqual({ count: 0 });
    expect(settings.jobsAtOnce).toBe(3);
    expect(page).toEqual({ rows: [], total: 0 });
    expect(await store.checkpoint(1)).toBeUndefined();
  });

  it.each([
    ['whose folder is missing', 'missing/queue.db', 'database-failed'],
    ['that is a folder', 'folder', 'database-foreign'],
  ])('refuses a path %s', async (_what, name, code) => {
    mkdirSync(path.join(place.folder, 'folder'));
    expect(await refusal(path.join(place.folder, name))).toBe(code);
  });

  it('leaves the database of another program alone', async () => {
    const other = new Database(place.file);
    other.exec('CREATE TABLE photos (id INTEGER PRIMARY KEY)');
    other.close();
    const before = readFileSync(place.file);
    expect(await refusal(place.file)).toBe('database-foreign');
    expect(readFileSync(place.file).equals(before)).toBe(true);
  });

  it.each(['closed', 'killed'])(
    'leaves a database alone that a newer version has %s',
    async (ending) => {
      await (await place.open()).close();
      const newer = new Database(place.file);
      newer.pragma('journal_mode = WAL');
      newer.pragma('user_version = 999');
      const files = [place.file, `${place.file}-wal`];
      if (ending === 'closed') newer.close();
      const before = files.map((file) => (ending === 'closed' ? '' : readFileSync(file, 'latin1')));
      const copies = files.map((file) => `${file}.copy`);
      if (ending === 'killed') {
        // As the files lie there after a SIGKILL, without a process that still has them open.
        files.forEach((file, index) => writeFileSync(copies[index] ?? '', readFileSync(file)));
        newer.close();
        files.forEach((file, index) => writeFileSync(file, readFileSync(copies[index] ?? '')));
      }
      const expected = ending === 'closed' ? [readFileSync(place.file, 'latin1')] : before;
      expect(await refusal(place.file)).toBe('database-newer');
      const after = files.slice(0, expected.length).map((file) => readFileSync(file, 'latin1'));
      expect(after).toEqual(expected);
    },
  );
});

describe('a second process on the same database', () => {
  it('is told so at once, until the first one closes', async () => {
    const store = await place.open();
    const second = startChild(holder, [place.file]);
    expect(await nextLine(second)).toBe('database-locked');
    await store.close();
    const third = startChild(holder, [place.file]);
    expect(await nextLine(third)).toBe('opened');
    expect(await refusal(place.file)).toBe('database-locked');
    await third.kill();
  });

  it('gets in as soon as the first one was killed', async () => {
    const first = startChild(holder, [place.file]);
    expect(await nextLine(first)).toBe('opened');
    expect(await refusal(place.file)).toBe('database-locked');
    await first.kill();
    const store = await place.open();
    expect(await store.batches(1)).toEqual([]);
  });

  it('does not get in by another name of the file', async () => {
    await (await place.open()).close();
    const link = path.join(place.folder, 'link.db');
    symlinkSync(place.file, link);
    await place.open();
    expect(await refusal(link)).toBe('database-locked');
  });
});

describe('a second store in the same process', () => {
  it('is refused, and does not loosen the hold of the first', async () => {
    const store = await place.open();
    expect(await refusal(place.file)).toBe('database-locked');
    expect(await refusal(place.file)).toBe('database-locked');
    const other = startChild(holder, [place.file]);
    expect(await nextLine(other)).toBe('database-locked');
    await store.close();
    await expect(place.open()).resolves.toBeDefined();
  });
});
