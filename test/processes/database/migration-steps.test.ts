import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isUsableBackup } from '../../../main/store/database/backup-and-recovery.ts';
import { openDatabase } from '../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreSession } from '../../../main/store/store-session.ts';
import { newBatch, newFiles } from '../../main/store/sample-rows.ts';
import { laterMigrations } from './invented-migrations.ts';

const run = promisify(execFile);
const child = fileURLToPath(new URL('./migrating-child.ts', import.meta.url));
const files = 200;
/** Every so many statements of those that neither begin nor end a step; a long campaign takes all. */
const stride = Number(process.env['FERRY_KILLS'] ?? 30) < 100 ? 8 : 1;
/** Many processes; only there to end a hang. */
const timeout = 5 * 60_000;

function openFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-migration-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with the queue of today's Ferry in it, with rows. */
async function makeQueue(folder: string): Promise<void> {
  const file = path.join(folder, 'queue.db');
  const queue = await openDatabase({ file, migrations: allMigrations, backups: true, openedAt: 0 });
  const session = new StoreSession(queue, { backups: false, onDiskFull: () => undefined });
  session.commit(
    [
      ['addBatch', newBatch()],
      ['addTransfers', 1, newFiles(files)],
    ],
    1,
  );
  await session.close();
}

/**
 * Migrates a copy of `model` in a process of its own, which ends itself before that statement.
 *
 * @returns the statements it ran when it got through; nothing when it was killed
 */
async function migrateCopy(model: string, copy: string, diesAt?: number): Promise<string[]> {
  cpSync(model, copy, { recursive: true });
  const words = [child, path.join(copy, 'queue.db'), String(diesAt ?? 'never')];
  try {
    return JSON.parse((await run(process.execPath, words)).stdout) as string[];
  } catch (error) {
    expect(error).toMatchObject({ signal: 'SIGKILL' });
    return [];
  }
}

/** Both sides of each step, and places in the middle. */
function chooseStatements(statements: readonly string[]): number[] {
  const isEdge = /^(BEGIN|COMMIT|PRAGMA user_version =)/i;
  return [...statements.keys()].filter(
    (number) =>
      number % stride === 0 ||
      [number, number - 1].some((place) => isEdge.test(statements[place] ?? '')),
  );
}

/** The next start brings everything up to date, and has nothing to recover. */
async function expectSound(folder: string, rows: number): Promise<void> {
  const file = path.join(folder, 'queue.db');
  const copyFromBefore = `${file}.before-migration`;
  if (existsSync(copyFromBefore)) {
    expect(isUsableBackup(copyFromBefore, allMigrations)).toBe(true);
  }
  const queue = await openDatabase({
    file,
    migrations: laterMigrations,
    backups: true,
    openedAt: 0,
  });
  const ask = (sql: string): unknown => queue.database.prepare(sql).pluck().get();
  expect(queue.recovery).toBeUndefined();
  expect(queue.database.pragma('user_version', { simple: true })).toBe(1002);
  expect(queue.database.pragma('integrity_check', { simple: true })).toBe('ok');
  expect([ask('SELECT count(*) FROM transfers'), ask('SELECT count(*) FROM labels')]).toEqual([
    rows,
    rows,
  ]);
  queue.close();
  expect(rows === 0 || existsSync(copyFromBefore)).toBe(true);
}

describe('a process that is killed while it changes the schema', () => {
  it.each([
    ['a new database', 0],
    ['a queue with rows', files],
  ])(
    'row 46: leaves %s that the next start brings up to date, at any statement',
    async (_what, rows) => {
      const folder = openFolder();
      const model = path.join(folder, 'model');
      mkdirSync(model);
      if (rows > 0) await makeQueue(model);
      const statements = await migrateCopy(model, path.join(folder, 'whole'));
      expect(statements.filter((sql) => sql === 'COMMIT').length).toBeGreaterThanOrEqual(2);
      const waiting = chooseStatements(statements);
      const lane = async (): Promise<void> => {
        for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
          const copy = path.join(folder, `${at}`);
          expect(await migrateCopy(model, copy, at)).toEqual([]);
          await expectSound(copy, rows);
          rmSync(copy, { recursive: true });
        }
      };
      await Promise.all([lane(), lane()]);
    },
    timeout,
  );
});
