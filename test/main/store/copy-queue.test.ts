import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { knownQueues } from '../../../main/known-queues.ts';
import { readRecordedUploads } from '../../../main/store/copy-queue.ts';
import { account, identity, newBatch, newFile } from './sample-rows.ts';
import { useStoreFolder } from './store-fixture.ts';

const store = useStoreFolder();

/** A queue that is open, with an upload, one that is being begun, and one that is to be aborted. */
async function openWithUploads() {
  const queue = await store.open();
  await queue.saveAccount(account);
  const batch = await queue.addBatch(newBatch());
  await queue.addTransfers(batch.id, [newFile('one'), newFile('two'), newFile('three')]);
  const intent = { partSize: 10, identity: identity(), at: 1 };
  const [one, two, three] = await queue.claim('small', 3, []);
  for (const row of [one, two, three]) await queue.intend(row?.id ?? 0, intent);
  await queue.saveUploadId(one?.id ?? 0, 'U1');
  await queue.saveUploadId(three?.id ?? 0, 'U3');
  await queue.dropCheckpoint(three?.id ?? 0, 'abort-upload');
  return queue;
}

const expected = { uploadIds: new Set(['U1', 'U3']), begun: new Set(['pictures/2024/two']) };

describe('readUploads', () => {
  it('row 61: reads a queue that a Ferry holds, and one that was closed', async () => {
    const queue = await openWithUploads();
    expect(await readRecordedUploads(store.file)).toEqual(expected);
    const before = store.names();
    await queue.close();
    const closed = store.names();
    expect(await readRecordedUploads(store.file)).toEqual(expected);
    expect(store.names()).toEqual(closed);
    expect(before).toContain('queue.db-wal');
  });

  it('leaves a file that is no queue as it is', async () => {
    writeFileSync(store.file, 'notes');
    const before = statSync(store.file).mtimeMs;
    await expect(readRecordedUploads(store.file)).rejects.toThrow();
    expect(store.names()).toEqual(['queue.db']);
    expect(statSync(store.file).mtimeMs).toBe(before);
  });
});

describe('knownQueues', () => {
  const known = () => knownQueues(path.join(store.folder, 'notes', 'queues'));

  it('remembers each queue once, under its real name, until it is forgotten', async () => {
    writeFileSync(store.file, '');
    const linked = path.join(store.folder, 'sub', '..', 'queue.db');
    mkdirSync(path.join(store.folder, 'sub'));
    await known().add(store.file);
    await known().add(linked);
    const device = String(statSync(store.file, { bigint: true }).dev);
    expect(await known().list()).toEqual([{ file: store.file, device }]);
    await known().forget(store.file);
    expect(await known().list()).toEqual([]);
  });

  it('has none before the first, and passes over notes that cannot be read', async () => {
    expect(await known().list()).toEqual([]);
    writeFileSync(store.file, '');
    await known().add(store.file);
    const folder = path.join(store.folder, 'notes', 'queues');
    for (const [index, text] of ['', '{', 'null', '{"file":1,"device":"1"}'].entries())
      writeFileSync(path.join(folder, `${index}.json`), text);
    expect(await known().list()).toHaveLength(1);
  });

  it('can be kept by its owner only', async () => {
    writeFileSync(store.file, '');
    await known().add(store.file);
    expect(statSync(path.join(store.folder, 'notes', 'queues')).mode & 0o077).toBe(0);
    renameSync(store.file, `${store.file}.moved`);
    rmSync(`${store.file}.moved`);
    await expect(known().add(store.file)).rejects.toThrow('ENOENT');
  });
});
