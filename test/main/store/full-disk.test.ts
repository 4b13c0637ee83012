import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reserveSize } from '../../../main/store/database/queue-files.ts';
import { openDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { openStore, type OpenedStore } from '../../../main/store/open-store.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import { TransferError } from '../../../shared/errors.ts';
import { newBatch, newFile, newFiles } from './sample-rows.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-full-'));
  file = path.join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function heldReserve(): number | undefined {
  return statSync(`${file}.reserve`, { throwIfNoEntry: false })?.size;
}

// A database that may not grow answers like a full disk, on every machine.
describe('a database that may not grow', () => {
  it('gives up the reserve, announces it, and keeps nothing of what did not fit', async () => {
    const announced: boolean[] = [];
    const queue = await openDatabase({
      file,
      migrations: allMigrations,
      backups: false,
      openedAt: 0,
    });
    const session = new StoreSession(queue, {
      backups: false,
      onDiskFull: (full) => void announced.push(full),
    });
    session.commit([['addBatch', newBatch()]], 1);
    expect(heldReserve()).toBe(reserveSize);
    const pages = Number(queue.database.pragma('page_count', { simple: true }));
    queue.database.pragma(`max_page_count = ${pages}`);
    const adding = () => session.commit([['addTransfers', 1, newFiles(1000)]], 1);
    expect(adding).toThrow(expect.objectContaining({ code: 'disk-full' }));
    expect(announced).toEqual([true]);
    expect(session.full).toBe(true);
    expect(heldReserve()).toBeUndefined();

    queue.database.pragma('max_page_count = 1000000');
    const counted = session.commit([['counters']], 1).results[0];
    expect(counted).toMatchObject({ states: { queued: { files: 0 } } });
    session.checkFreeSpace();
    expect(announced).toEqual([true, false]);
    expect(heldReserve()).toBe(reserveSize);
    adding();
    await session.close();
  });
});

/** Mounts a small file system where that is permitted: as root, on Linux. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  const trial = mkdtempSync(path.join(tmpdir(), 'ferry-mount-'));
  const mounted = mountSmallDisk(trial);
  if (mounted) execFileSync('umount', [trial]);
  rmSync(trial, { recursive: true });
  return mounted;
}

/** Writes a file until the disk is full. */
function fillDisk(filler: string): void {
  const descriptor = openSync(filler, 'w');
  try {
    for (const size of [65_536, 4096]) {
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(size, 1));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
  } finally {
    closeSync(descriptor);
  }
}

const smallDisks = canMount() ? ['a file system of 32 MiB'] : [];

describe.each(smallDisks)('%s that is full', () => {
  let store: OpenedStore | undefined;
  const filler = () => path.join(folder, 'filler');

  beforeEach(() => {
    expect(mountSmallDisk(folder)).toBe(true);
  });
  afterEach(async () => {
    await store?.close();
    execFileSync('umount', [folder]);
  });

  /** Resolves at the next announcement. */
  function nextAnnouncement(opened: OpenedStore): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = opened.onDiskFull((full) => {
        stop();
        resolve(full);
      });
    });
  }

  it('still takes the last writes, then refuses, and continues when there is free space', async () => {
    store = await openStore({ file });
    const { id } = await store.addBatch(newBatch());
    fillDisk(filler());
    let stored = 0;
    const full = { announced: false };
    const write = async (opened: OpenedStore) => {
      const rows = Array.from({ length: 200 }, (_, index) => newFile(`${stored + index}`));
      await opened.addTransfers(id, rows);
      stored += rows.length;
    };
    const announced = nextAnnouncement(store).then((value) => (full.announced = value));
    while (!full.announced) await write(store);
    expect(await announced).toBe(true);
    expect(existsSync(`${file}.reserve`)).toBe(false);
    expect(stored).toBeGreaterThan(0);

    const refused = async (opened: OpenedStore): Promise<unknown> => {
      for (;;) {
        const error = await write(opened).catch((thrown: unknown) => thrown);
        if (error !== undefined) return error;
      }
    };
    const error = await refused(store);
    expect(error).toBeInstanceOf(TransferError);
    expect(error).toMatchObject({ code: 'disk-full' });
    expect((await store.counters()).states.queued.files).toBe(stored);

    const room = new Promise(
      (resolve) => void store?.onDiskFull((value) => value || resolve(value)),
    );
    rmSync(filler());
    expect(await room).toBe(false);
    expect(heldReserve()).toBe(reserveSize);
    await write(store);
    await store.close();

    store = await openStore({ file });
    expect(store.recovery).toBeUndefined();
    expect((await store.counters()).states.queued.files).toBe(stored);
  });

  it('reports it to a listener that is added later, and can be read', async () => {
    const first = await openStore({ file });
    const { id } = await first.addBatch(newBatch());
    await first.addTransfers(id, newFiles(10));
    await first.close();
    rmSync(`${file}.reserve`);
    fillDisk(filler());
    store = await openStore({ file });
    expect(await nextAnnouncement(store)).toBe(true);
    expect((await store.counters()).states.queued.files).toBe(10);
  });

  it('refuses a new queue with a clear word', async () => {
    fillDisk(filler());
    await expect(openStore({ file })).rejects.toMatchObject({ code: 'disk-full' });
  });
});
