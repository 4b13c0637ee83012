import Database from 'better-sqlite3';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import { queueFiles } from './queue-files.ts';

export interface DatabaseLock {
  release(): void;
}

/** SQLite opens what it may not write, and calls that a disk error later on. */
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
 * Takes the queue for this process alone, before the first look at the database.
 *
 * The lock is an open exclusive transaction on an empty database of its own, `<file>.lock`. The
 * operating system drops it with the process, however that ends; the file may stay. It is not the
 * database's own lock, because that one is not held yet while a damaged file is renamed, and is
 * lost on Linux as soon as anybody in the process opens and closes the file, as a copy of it does
 * (https://sqlite.org/howtocorrupt.html, 2.2). Within one process SQLite keeps the account itself.
 *
 * @throws TransferError `database-locked` at once when another process, or another store of this
 *   one, has the queue; `database-failed` when its folder cannot be written.
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
