import Database from 'better-sqlite3';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import { queueFiles } from './queue-files.ts';

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
