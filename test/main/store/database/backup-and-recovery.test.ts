import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUp, isUsableBackup } from '../../../../main/store/database/backup-and-recovery.ts';
import { openDatabase } from '../../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import { StoreSession } from '../../../../main/store/store-session.ts';
import type { StoreCall } from '../../../../main/store/store-calls.ts';
import { newBatch, newFile, newFiles } from '../sample-rows.ts';
import { damagePageOf } from './damage-file.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-backup-'));
  file = path.join(folder, 'queue.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function openSession(backups = true): Promise<StoreSession> {
  const queue = await openDatabase({ file, migrations: allMigrations, backups, openedAt: 0 });
  return new StoreSession(queue, { backups, onDiskFull: () => undefined });
}

function rowsIn(database: string): unknown {
  const opened = new Database(database, { readonly: true });
  try {
    return opened.prepare('SELECT count(*) FROM transfers').pluck().get();
  } finally {
    opened.close();
  }
}

const add = (from: number, count: number): readonly StoreCall[] => [
  ['addBatch', newBatch()],
  ['addTransfers', 1, newFiles(from + count).slice(from)],
];

describe('a queue that is closed', () => {
  it('leaves a backup that stands alone', async () => {
    const session = await openSession();
    session.commit(add(0, 200), 1);
    await session.close();
    const backup = `${file}.backup`;
    const elsewhere = path.join(folder, 'elsewhere.db');
    copyFileSync(backup, elsewhere);
    expect(rowsIn(elsewhere)).toBe(200);
    expect(isUsableBackup(backup, allMigrations)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('queue.db.backup'))).toEqual([
      'queue.db.backup',
    ]);
  });

  it('keeps its backup when little has changed, and renews it when enough has', async () => {
    const first = await openSession();
    first.commit(add(0, 200), 1);
    await first.close();
    const second = await openSession();
    second.commit([['addTransfers', 1, [newFile('one more')]]], 1);
    await second.close();
    expect(rowsIn(`${file}.backup`)).toBe(200);
    const third = await openSession();
    third.commit(add(200, 100), 1);
    await third.close();
    expect(rowsIn(`${file}.backup`)).toBe(301);
  });

  it('leaves none where none is wanted', async () => {
    const session = await openSession(false);
    session.commit(add(0, 200), 1);
    await session.close();
    expect(existsSync(`${file}.backup`)).toBe(false);
  });
});

describe('a queue that is in use', () => {
  it('is backed up while it goes on, without a part of a commit', async () => {
    const session = await openSession();
    session.commit(add(0, 1000), 1);
    const backingUp = session.backUp();
    session.commit(add(1000, 1000), 1);
    await backingUp;
    expect([1000, 2000]).toContain(rowsIn(`${file}.backup`));
    await session.close();
    expect(rowsIn(`${file}.backup`)).toBe(2000);
  });

  it('waits when it is closed for the backup that is under way', async () => {
    const session = await openSession();
    session.commit(add(0, 1000), 1);
    void session.backUp();
    await session.close();
    expect(rowsIn(`${file}.backup`)).toBe(1000);
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});

describe('backUp', () => {
  it('does not let a damaged database take the place of a good backup', async () => {
    const session = await openSession();
    session.commit(add(0, 1000), 1);
    await session.close();
    const good = readFileSync(`${file}.backup`);
    damagePageOf(file, 'transfers_by_object');
    const damaged = new Database(file);
    await expect(backUp(damaged, `${file}.backup`)).rejects.toThrow();
    damaged.close();
    expect(readFileSync(`${file}.backup`).equals(good)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });
});

describe('isUsableBackup', () => {
  it('knows what is none', () => {
    expect(isUsableBackup(`${file}.backup`, allMigrations)).toBe(false);
    const other = new Database(file);
    other.exec('CREATE TABLE photos (id INTEGER)');
    other.pragma('user_version = 1');
    other.close();
    expect(isUsableBackup(file, allMigrations)).toBe(false);
  });
});
