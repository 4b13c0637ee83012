import Database from 'better-sqlite3';
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countLostCommits } from '../../../../main/store/database/inspect-file.ts';
import { openDatabase } from '../../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import { useStoreFolder } from '../store-fixture.ts';
import { cutShort, overwrite } from './damage-file.ts';

const place = useStoreFolder();
const pageSize = 4096;
const frameSize = 24 + pageSize;
const logOf = (file: string): string => `${file}-wal`;

/** A database whose log holds these commits, one frame each, as a process leaves it that is killed. */
async function killedAfter(commits: number): Promise<string> {
  const model = `${place.file}.model`;
  const queue = await openDatabase({
    file: model,
    migrations: allMigrations,
    backups: false,
    openedAt: 0,
  });
  const { database } = queue;
  database.pragma('wal_checkpoint(TRUNCATE)');
  const insert = database.prepare("INSERT OR REPLACE INTO settings VALUES ('jobsAtOnce', ?)");
  for (let commit = 1; commit <= commits; commit += 1) insert.run(`${commit}`);
  for (const suffix of ['', '-wal']) copyFileSync(`${model}${suffix}`, `${place.file}${suffix}`);
  queue.close();
  expect(statSync(logOf(place.file)).size).toBe(32 + commits * frameSize);
  return place.file;
}

const spoil = (file: string, frame: number): void =>
  overwrite(logOf(file), 32 + frame * frameSize + 1000, 'spoilt');

describe('countLostCommits', () => {
  it('finds nothing in a sound log, in a short one, and in none', async () => {
    const file = await killedAfter(5);
    expect(countLostCommits(file, pageSize)).toBe(0);
    cutShort(logOf(file), 32 + 2 * frameSize + 100);
    expect(countLostCommits(file, pageSize)).toBe(0);
    cutShort(logOf(file), 10);
    expect(countLostCommits(file, pageSize)).toBe(0);
    expect(countLostCommits(`${file}.elsewhere`, pageSize)).toBe(0);
  });

  it('counts from the damaged commit on', async () => {
    const file = await killedAfter(5);
    spoil(file, 1);
    expect(countLostCommits(file, pageSize)).toBe(4);
  });

  it('takes a torn last commit for what a power cut leaves', async () => {
    const file = await killedAfter(5);
    spoil(file, 4);
    expect(countLostCommits(file, pageSize)).toBe(0);
  });

  it('counts all of them when the header is damaged', async () => {
    const file = await killedAfter(5);
    overwrite(logOf(file), 8, 'spoilt');
    expect(countLostCommits(file, pageSize)).toBe(5);
  });

  it('does not count what an earlier log left behind the end', () => {
    const database = new Database(place.file);
    database.pragma('journal_mode = WAL');
    database.exec('CREATE TABLE numbers (number INTEGER)');
    const insert = database.prepare('INSERT INTO numbers VALUES (1)');
    for (let commit = 0; commit < 10; commit += 1) insert.run();
    database.pragma('wal_checkpoint(RESTART)');
    insert.run();
    expect(statSync(logOf(place.file)).size).toBeGreaterThan(32 + 5 * frameSize);
    expect(countLostCommits(place.file, pageSize)).toBe(0);
    database.close();
  });
});

describe('a queue whose log is damaged', () => {
  it('goes on with what can be read, keeps a copy of all of it, and says so', async () => {
    const file = await killedAfter(5);
    spoil(file, 2);
    const damaged = readFileSync(logOf(file));
    const open = () =>
      openDatabase({ file, migrations: allMigrations, backups: false, openedAt: 0 });
    const queue = await open();
    const find = "SELECT value FROM settings WHERE name = 'jobsAtOnce'";
    expect(queue.database.prepare(find).pluck().get()).toBe('2');
    const copy = `${file}.damaged-19700101T000000Z`;
    expect(queue.recovery).toEqual({
      outcome: 'partly-read',
      damagedCopy: copy,
      reason: 'The write-ahead log is damaged before its last 3 commits',
    });
    expect(existsSync(copy)).toBe(true);
    expect(readFileSync(logOf(copy)).equals(damaged)).toBe(true);
    queue.close();
    const again = await open();
    expect(again.recovery).toBeUndefined();
    again.close();
  });
});
