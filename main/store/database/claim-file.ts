import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  statSync,
  accessSync,
  constants,
} from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';
import { DiskReserve, queueFiles } from './queue-files.ts';
import { applicationId, isOursThroughSqlite } from './inspect-file.ts';
import { hasRecoveryPlan } from './backup-and-recovery.ts';

const headerText = 'SQLite format 3\0';
const idOffset = 68;

/** True when `file` has an SQLite header with Ferry's application id (file format, 1.3). */
function bearsOurId(file: string): boolean {
  const bytes = Buffer.alloc(idOffset + 4);
  try {
    const descriptor = openSync(file, 'r');
    try {
      if (readSync(descriptor, bytes, 0, bytes.length, 0) < bytes.length) return false;
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return false;
  }
  const isSqlite = bytes.toString('latin1', 0, headerText.length) === headerText;
  return isSqlite && bytes.readInt32BE(idOffset) === applicationId;
}

/**
 * True when files exist that only Ferry puts beside its database: then the database was Ferry's.
 */
function hasCompanions(file: string): boolean {
  const copies = [queueFiles.backup(file), queueFiles.beforeMigration(file)];
  return (
    copies.some(bearsOurId) ||
    new DiskReserve(queueFiles.reserve(file)).held ||
    hasRecoveryPlan(file)
  );
}

function isOurs(file: string): boolean {
  return bearsOurId(file) || hasCompanions(file) || isOursThroughSqlite(file);
}

/** @throws TransferError `database-locked` while another process holds the lock beside the file */
function refuseLocked(file: string): void {
  if (!existsSync(queueFiles.lock(file))) return;
  try {
    lockDatabase(file).release();
  } catch (error) {
    // Any other error means that the file beside it is no lock of Ferry.
    if (error instanceof TransferError && error.record.code === 'database-locked') throw error;
  }
}

/**
 * Refuses a file that is not Ferry's before any file is written beside it. A damaged database of
 * Ferry may have lost its header, but not the files beside it (ADR 0019).
 *
 * @throws TransferError `database-foreign`; the file and its folder are unchanged.
 *   `database-locked` when another Ferry is creating the database at this moment
 */
export function refuseForeign(file: string): void {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined || (facts.isFile() && facts.size === 0)) return;
  if (facts.isFile()) {
    if (isOurs(file)) return;
    // A database that another process creates does not bear the id yet; its lock is held.
    refuseLocked(file);
    if (isOurs(file)) return;
  }
  const detail = `${file} is not a database of Ferry`;
  throw new TransferError({ code: 'database-foreign', detail });
}

interface DatabaseLock {
  release(): void;
}

/** SQLite opens a file in a read-only folder and reports a disk error only later. */
function requireWritableFolder(folder: string): void {
  try {
    accessSync(folder, constants.W_OK);
  } catch (error) {
    const { code = 'EACCES' } = error as NodeJS.ErrnoException;
    const detail = `The folder of the queue cannot be written (${code}): ${folder}`;
    throw new TransferError({ code: 'database-failed', detail }, { cause: error });
  }
}

/**
 * Locks the queue for this process before the first read of the database.
 *
 * The lock is an open exclusive transaction on a separate empty database, `<file>.lock`. The
 * operating system drops it when the process ends in any way; the file may stay. The lock of the
 * queue database is not enough. It is not held yet while a damaged file is renamed. Linux also
 * drops it when any code in the process opens and closes the file, as a copy does
 * (https://sqlite.org/howtocorrupt.html, 2.2). Within one process SQLite tracks the locks itself.
 *
 * @throws TransferError `database-locked` at once when another process, or another store of this
 *   process, has the queue; `database-failed` when its folder cannot be written.
 */
export function lockDatabase(file: string): DatabaseLock {
  requireWritableFolder(path.dirname(file));
  const lock = new Database(queueFiles.lock(file), { timeout: 0 });
  try {
    lock.pragma('journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      const detail = `The queue ${file} is in use by another Ferry`;
      throw new TransferError({ code: 'database-locked', detail }, { cause: error });
    }
    throw error;
  }
  return { release: () => void lock.close() };
}
