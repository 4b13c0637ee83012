import Database from 'better-sqlite3';
import type { Database as OpenDatabase } from 'better-sqlite3';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';
import {
  backUp,
  copyDamaged,
  forgetRecovery,
  recoverDamaged,
  resumeRecovery,
} from './backup-and-recovery.ts';
import {
  checkPages,
  checkSchema,
  migrate,
  latestVersion,
  refuseNewer,
  type Migration,
} from './schema.ts';
import { lockDatabase, refuseForeign } from './claim-file.ts';
import { DiskReserve, queueFiles } from './queue-files.ts';
import { inspectFile, type QueueFile, countLostCommits } from './inspect-file.ts';
import { toStoreError } from './sqlite-errors.ts';

interface OpenOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
  /** Copies the database before its schema changes. */
  readonly backups: boolean;
  /** Wall clock, milliseconds. */
  readonly openedAt: number;
  /** Receives every SQL statement that runs. */
  readonly verbose?: (sql: unknown) => void;
}

export interface OpenedDatabase {
  /** Path with resolved links. */
  readonly file: string;
  readonly database: OpenDatabase;
  readonly recovery?: QueueRecovery;
  /** Closes the database and releases its lock. */
  close(): void;
}

/** Up to this size in bytes, a database that was not closed is checked completely at the start. */
const checkedAtStart = 64 * 1024 * 1024;

/**
 * Before SQLite 3.51.3 a race of two connections could damage a write-ahead log
 * (https://sqlite.org/wal.html).
 *
 * @throws TransferError `database-failed`
 */
export function requireSafeLog(sqliteVersion: string): void {
  const [major = 0, minor = 0, patch = 0] = sqliteVersion.split('.').map(Number);
  if (major * 1_000_000 + minor * 1000 + patch >= 3_051_003) return;
  const detail = `SQLite ${sqliteVersion} can damage its write-ahead log; 3.51.3 is needed`;
  throw new TransferError({ code: 'database-failed', detail });
}

/** Two paths of one file must not get two locks. */
function resolveLinks(file: string): string {
  const trimmed = path.resolve(file.trim());
  if (existsSync(trimmed)) return realpathSync(trimmed);
  return path.join(realpathSync(path.dirname(trimmed)), path.basename(trimmed));
}

function connect(file: string, options: OpenOptions): OpenDatabase {
  const { verbose } = options;
  const database = new Database(file, { timeout: 250, ...(verbose && { verbose }) });
  try {
    // Before the first read of the file: then the index of the log stays in process memory. That
    // avoids a -shm file, a system call for each read, and a signal when the disk is full.
    database.pragma('locking_mode = EXCLUSIVE');
    requireSafeLog(database.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? '0');
    database.pragma('journal_mode = WAL');
    // In WAL mode better-sqlite3 defaults to NORMAL, and a power cut may then roll back commits.
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    database.pragma('temp_store = MEMORY');
    database.pragma('cache_size = -8000');
    // In pages, 32 MiB: a bulk insert changes the same index pages again and again.
    database.pragma('wal_autocheckpoint = 8000');
    database.pragma('journal_size_limit = 67108864');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Checks for damage where it is likely. Read-only: a connection with write access would, when it
 * closes, merge the log into the file that is to be set aside.
 */
function checkSuspect(file: string, found: QueueFile): void {
  const suspect = existsSync(queueFiles.suspicion(file));
  if (found.size === 0 || (!suspect && !found.interrupted)) return;
  const database = new Database(file, { readonly: true });
  try {
    checkPages(database, suspect || found.size <= checkedAtStart ? 'whole' : 'small');
  } finally {
    database.close();
  }
}

interface SoundDatabase {
  readonly database: OpenDatabase;
  readonly recovery?: QueueRecovery | undefined;
}

/** Keeps a copy when the log holds commits that SQLite will not read. */
function keepUnreadableLog(
  file: string,
  { interrupted, size, pageSize }: QueueFile,
  at: number,
): QueueRecovery | undefined {
  const lost = interrupted && size > 0 ? countLostCommits(file, pageSize) : 0;
  if (lost === 0) return undefined;
  return copyDamaged(file, `The write-ahead log is damaged before its last ${lost} commits`, at);
}

/**
 * @throws TransferError `database-damaged` when the file must be set aside; other `database-*`
 *   errors
 */
async function openSound(file: string, options: OpenOptions): Promise<SoundDatabase> {
  const { migrations } = options;
  const found = inspectFile(file);
  refuseNewer(found.version, migrations);
  if (found.size === 0 && existsSync(file) && existsSync(queueFiles.backup(file))) {
    throw new TransferError({ code: 'database-damaged', detail: 'The database file is empty' });
  }
  checkSuspect(file, found);
  const recovery = keepUnreadableLog(file, found, options.openedAt);
  const database = connect(file, options);
  try {
    if (found.version > 0 && found.version < latestVersion(migrations) && options.backups) {
      await backUp(database, queueFiles.beforeMigration(file));
    }
    migrate(database, migrations);
    checkSchema(database, migrations);
    return { database, recovery };
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Opens the queue for this process alone and migrates its schema. A damaged database is set aside
 * and replaced by its last backup; `recovery` then describes this.
 *
 * @throws TransferError `database-foreign` for a file that is not Ferry's, which stays unchanged;
 *   `database-locked`, `database-newer`, `database-damaged`, `database-failed` or `disk-full`
 */
export async function openDatabase(options: OpenOptions): Promise<OpenedDatabase> {
  try {
    const file = resolveLinks(options.file);
    refuseForeign(file);
    const lock = lockDatabase(file);
    try {
      const { database, recovery } = await openOrRecover(file, options);
      forgetRecovery(file);
      const close = () => {
        database.close();
        lock.release();
      };
      return { file, database, close, ...(recovery === undefined ? {} : { recovery }) };
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw toStoreError(error);
  }
}

async function openOrRecover(file: string, options: OpenOptions): Promise<SoundDatabase> {
  const resumed = resumeRecovery(file);
  try {
    const { database, recovery } = await openSound(file, options);
    return { database, recovery: resumed ?? recovery };
  } catch (error) {
    const { code, message } = toStoreError(error);
    const reserve = new DiskReserve(queueFiles.reserve(file));
    if (code === 'disk-full' && reserve.release()) return openOrRecover(file, options);
    if (code !== 'database-damaged') throw error;
    const recovery = recoverDamaged(file, message, options.openedAt, options.migrations);
    return { ...(await openSound(file, options)), recovery };
  }
}
