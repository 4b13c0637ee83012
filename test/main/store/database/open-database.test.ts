import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { latestVersion } from '../../../../main/store/database/schema.ts';
import { openDatabase, requireSafeLog } from '../../../../main/store/database/open-database.ts';
import type { OpenedDatabase } from '../../../../main/store/database/open-database.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import type { StoreCall } from '../../../../main/store/store-calls.ts';
import { StoreSession } from '../../../../main/store/store-session.ts';
import { TransferError } from '../../../../shared/errors.ts';
import { newBatch, newFiles } from '../sample-rows.ts';
import { cutShort, damagePageOf, overwrite } from './damage-file.ts';

const files = 300;
let [folder, file] = ['', ''];
const opened: OpenedDatabase[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ferry-open-'));
  file = path.join(folder, 'queue.db');
});
afterEach(() => {
  for (const queue of opened.splice(0)) queue.close();
  rmSync(folder, { recursive: true, force: true });
});

type Changes = Partial<Parameters<typeof openDatabase>[0]>;
async function open(changes: Changes = {}): Promise<OpenedDatabase> {
  const openedAt = Date.UTC(2024, 1, 29, 13, 14, 15);
  const queue = await openDatabase({
    file,
    migrations: allMigrations,
    backups: true,
    openedAt,
    ...changes,
  });
  opened.push(queue);
  return queue;
}

function close(queue: OpenedDatabase): void {
  opened.splice(opened.indexOf(queue), 1);
  queue.close();
}

const fill: readonly StoreCall[] = [
  ['addBatch', newBatch()],
  ['addTransfers', 1, newFiles(files)],
];

/** A queue with rows and a backup, closed. */
async function closedQueue(): Promise<void> {
  const queue = await open();
  const session = new StoreSession(queue, { backups: true, onDiskFull: () => undefined });
  session.commit(fill, 1);
  await session.close();
  opened.splice(0);
}

function rowsIn(queue: OpenedDatabase): unknown {
  return queue.database.prepare('SELECT count(*) FROM transfers').pluck().get();
}

/** As after a SIGKILL: the write-ahead log is still there. */
function leaveLog(): void {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.exec("INSERT OR REPLACE INTO settings VALUES ('jobsAtOnce', '4')");
  const names = [file, `${file}-wal`];
  for (const name of names) copyFileSync(name, `${name}.copy`);
  database.close();
  for (const name of names) renameSync(`${name}.copy`, name);
}

describe('the connection', () => {
  it('is as safe as it is meant to be', async () => {
    close(await open());
    const { database } = await open();
    const pragma = (name: string) => database.pragma(name, { simple: true });
    expect(pragma('journal_mode')).toBe('wal');
    expect(pragma('synchronous')).toBe(2);
    expect(pragma('locking_mode')).toBe('exclusive');
    expect(pragma('foreign_keys')).toBe(1);
    expect(existsSync(`${file}-shm`)).toBe(false);
  });

  it.each(['3.51.2', '3.7.0', '3.50.4', '2.99.99'])('refuses SQLite %s', (version) => {
    expect(() => requireSafeLog(version)).toThrow(/can damage its write-ahead log/);
  });

  it.each(['3.51.3', '3.52.0', '3.54.1', '4.0.0'])('takes SQLite %s', (version) => {
    expect(() => requireSafeLog(version)).not.toThrow();
  });
});

describe('a damaged database', () => {
  it.each<[string, () => void]>([
    ['is not a database any more', () => overwrite(file, 0, 'JUNK')],
    ['has another header', () => overwrite(file, 68, '\0\0\0\0')],
    ['is cut short', () => cutShort(file, 40_960)],
    ['is cut within its header', () => cutShort(file, 50)],
    ['is empty', () => cutShort(file, 0)],
    ['has a damaged first page', () => overwrite(file, 100, Buffer.alloc(2000, 0xa5))],
    [
      'lost an index',
      () => {
        const database = new Database(file);
        database.exec('DROP INDEX transfers_to_claim');
        database.close();
      },
    ],
    [
      'was not closed and has a damaged page',
      () => {
        leaveLog();
        damagePageOf(file, 'transfers_by_object');
      },
    ],
    [
      'was found damaged while it was in use',
      () => {
        damagePageOf(file, 'transfers_by_object');
        writeFileSync(`${file}.suspect`, '');
      },
    ],
  ])('that %s is set aside for its backup', async (_how, damage) => {
    await closedQueue();
    damage();
    const damaged = readFileSync(file);
    const queue = await open();
    const { recovery } = queue;
    expect(recovery).toMatchObject({
      damagedCopy: `${file}.damaged-20240229T131415Z`,
      outcome: 'restored',
      backup: `${file}.backup`,
    });
    expect(recovery?.reason).not.toBe('');
    expect(readFileSync(recovery?.damagedCopy ?? '').equals(damaged)).toBe(true);
    expect(rowsIn(queue)).toBe(files);
    close(queue);
    expect((await open()).recovery).toBeUndefined();
  });

  it('starts empty when there is no backup, and says so', async () => {
    await closedQueue();
    rmSync(`${file}.backup`);
    overwrite(file, 0, 'JUNK');
    const queue = await open();
    expect(queue.recovery).toEqual({
      outcome: 'begun-anew',
      damagedCopy: `${file}.damaged-20240229T131415Z`,
      reason: 'The file is not a database',
    });
    expect(rowsIn(queue)).toBe(0);
  });

  it.each<[string, () => void]>([
    ['damaged too', () => damagePageOf(`${file}.backup`, 'transfers')],
    ['no database', () => writeFileSync(`${file}.backup`, 'JUNK')],
    [
      'from a newer version',
      () => {
        const backup = new Database(`${file}.backup`);
        backup.pragma('user_version = 999');
        backup.close();
      },
    ],
  ])('does not take a backup that is %s', async (_what, spoil) => {
    await closedQueue();
    spoil();
    overwrite(file, 0, 'JUNK');
    const queue = await open();
    expect(queue.recovery).toMatchObject({ outcome: 'begun-anew' });
    expect(rowsIn(queue)).toBe(0);
  });

  it('takes the copy from before the last migration when that is all there is', async () => {
    await closedQueue();
    renameSync(`${file}.backup`, `${file}.before-migration`);
    overwrite(file, 0, 'JUNK');
    const queue = await open();
    expect(queue.recovery).toMatchObject({
      outcome: 'restored',
      backup: `${file}.before-migration`,
    });
    expect(rowsIn(queue)).toBe(files);
  });

  it('has its log set aside with it, not replayed into the backup', async () => {
    await closedQueue();
    leaveLog();
    overwrite(file, 100, Buffer.alloc(2000, 0xa5));
    overwrite(`${file}-wal`, 32 + 24 + 100, Buffer.alloc(2000, 0xa5));
    overwrite(file, 0, 'JUNK');
    const { recovery } = await open();
    expect(existsSync(`${recovery?.damagedCopy ?? ''}-wal`)).toBe(true);
  });

  it('gets a name of its own each time', async () => {
    await closedQueue();
    for (let time = 0; time < 3; time += 1) {
      overwrite(file, 0, 'JUNK');
      close(await open());
    }
    expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([
      'queue.db.damaged-20240229T131415Z',
      'queue.db.damaged-20240229T131415Z-2',
      'queue.db.damaged-20240229T131415Z-3',
    ]);
  });

  it('is no database that was only not closed', async () => {
    await closedQueue();
    leaveLog();
    const queue = await open();
    expect(queue.recovery).toBeUndefined();
    expect(rowsIn(queue)).toBe(files);
  });

  it('is no database to which an index was added', async () => {
    await closedQueue();
    const database = new Database(file);
    database.exec('CREATE INDEX mine ON transfers (size); ANALYZE');
    database.close();
    expect((await open()).recovery).toBeUndefined();
  });
});

describe('a recovery that was cut short', () => {
  const copy = () => `${file}.damaged-20240101T000000Z`;
  const plan = () => ({
    outcome: 'restored',
    damagedCopy: copy(),
    backup: `${file}.backup`,
    reason: 'Test',
  });

  beforeEach(async () => {
    await closedQueue();
    writeFileSync(`${file}.recovery`, JSON.stringify(plan()));
  });

  it.each<[string, () => void]>([
    ['before anything was moved', () => undefined],
    ['after the damaged file was moved', () => renameSync(file, copy())],
    [
      'while the backup was copied',
      () => {
        renameSync(file, copy());
        writeFileSync(`${file}.restoring`, 'half');
      },
    ],
    [
      'when all was in place',
      () => {
        renameSync(file, copy());
        copyFileSync(`${file}.backup`, file);
      },
    ],
  ])('%s is finished, and told', async (_when, cut) => {
    cut();
    const queue = await open();
    expect(queue.recovery).toEqual(plan());
    expect(existsSync(copy())).toBe(true);
    expect(rowsIn(queue)).toBe(files);
    close(queue);
    expect(existsSync(`${file}.recovery`)).toBe(false);
    expect((await open()).recovery).toBeUndefined();
  });

  it('without a backup begins anew, and tells', async () => {
    const anew = { outcome: 'begun-anew', damagedCopy: copy(), reason: 'Test' };
    writeFileSync(`${file}.recovery`, JSON.stringify(anew));
    renameSync(file, copy());
    const queue = await open();
    expect(queue.recovery).toEqual(anew);
    expect(rowsIn(queue)).toBe(0);
  });

  it.each([
    ['cut short', '{"damagedCopy":'],
    ['not a plan', '{"outcome":"restored","damagedCopy":"queue.db.damaged","reason":"Test"}'],
  ])('is forgotten when its plan is %s', async (_how, text) => {
    writeFileSync(`${file}.recovery`, text);
    const queue = await open();
    expect(queue.recovery).toBeUndefined();
    expect(rowsIn(queue)).toBe(files);
  });
});

describe('a migration of a queue with rows', () => {
  const next = {
    version: latestVersion(allMigrations) + 1,
    migrate: (database: OpenedDatabase['database']) =>
      void database.exec('ALTER TABLE batches ADD COLUMN colour TEXT'),
  };

  it('keeps a copy from before', async () => {
    await closedQueue();
    close(await open({ migrations: [...allMigrations, next] }));
    const before = new Database(`${file}.before-migration`, { readonly: true });
    expect(before.pragma('user_version', { simple: true })).toBe(next.version - 1);
    expect(before.prepare('SELECT count(*) FROM transfers').pluck().get()).toBe(files);
    before.close();
    await expect(open()).rejects.toMatchObject({ code: 'database-newer' });
  });

  it('makes no copy where none is wanted, or of nothing', async () => {
    close(await open({ migrations: [...allMigrations, next] }));
    rmSync(file);
    await closedQueue();
    close(await open({ migrations: [...allMigrations, next], backups: false }));
    expect(existsSync(`${file}.before-migration`)).toBe(false);
  });

  it('that fails leaves the queue as it was', async () => {
    await closedQueue();
    const failing = {
      version: next.version,
      migrate: (database: OpenedDatabase['database']) => {
        next.migrate(database);
        throw new Error('No');
      },
    };
    const migrations = [...allMigrations, failing];
    await expect(open({ migrations })).rejects.toMatchObject({ code: 'database-failed' });
    expect(rowsIn(await open())).toBe(files);
  });
});

/** What a damaged file is used for: reads and writes of all tables. */
const use: readonly StoreCall[] = [
  ['recover'],
  ['claim', 'small', 5, []],
  ['page', {}, { by: 'queue', descending: false }, { offset: 100, limit: 50 }],
  ['page', { search: 'file-7' }, { by: 'name', descending: false }, { offset: 0, limit: 50 }],
  ['counters'],
  ['batches', 5],
  ['addTransfers', 1, newFiles(3, { key: 'more' })],
  ['applyToAll', { all: true }, { type: 'pause' }],
];

/** Sixty databases are opened, used and closed. */
const timeout = 300_000;

describe('a database with flipped bits or a missing end', () => {
  it(
    'opens, is recovered, or is refused, and never brings the process down',
    { timeout },
    async () => {
      await closedQueue();
      const sound = readFileSync(file);
      const anyDamage = fc.oneof(
        fc.record({ at: fc.nat(sound.length - 1), bit: fc.nat(7) }),
        fc.record({ at: fc.nat(200), bit: fc.nat(7) }),
        fc.record({ size: fc.nat(sound.length) }),
      );
      await fc.assert(
        fc.asyncProperty(anyDamage, fc.boolean(), async (damage, suspect) => {
          for (const name of readdirSync(folder)) {
            if (!name.endsWith('.backup')) rmSync(path.join(folder, name));
          }
          const bytes = Buffer.from(sound);
          if ('at' in damage) bytes[damage.at] = (bytes[damage.at] ?? 0) ^ (1 << damage.bit);
          writeFileSync(file, 'size' in damage ? bytes.subarray(0, damage.size) : bytes);
          if (suspect) writeFileSync(`${file}.suspect`, '');
          try {
            const queue = await open();
            const session = new StoreSession(queue, { backups: true, onDiskFull: () => undefined });
            // What is not damaged must be all there.
            if (queue.recovery !== undefined) expect(rowsIn(queue)).toBe(files);
            session.commit(use, 1);
            await session.close();
          } catch (error) {
            expect(error).toBeInstanceOf(TransferError);
            expect((error as TransferError).code).toMatch(/^database-(damaged|newer|failed)$/);
          } finally {
            for (const queue of opened.splice(0)) queue.close();
          }
          const backup = new Database(`${file}.backup`, { readonly: true });
          expect(backup.pragma('quick_check', { simple: true })).toBe('ok');
          backup.close();
        }),
        { numRuns: 60 },
      );
    },
  );
});
