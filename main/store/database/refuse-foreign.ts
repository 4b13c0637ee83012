import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { TransferError } from '../../../shared/errors.ts';
import { lockDatabase } from './database-lock.ts';
import { DiskReserve } from './disk-reserve.ts';
import { applicationId, isOursThroughSqlite } from './inspect-file.ts';
import { queueFiles } from './queue-files.ts';
import { hasRecoveryPlan } from './recover-damaged.ts';

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
