import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TransferError } from '../../../shared/errors.ts';
import { DiskReserve } from './disk-reserve.ts';
import { applicationId, isOursThroughSqlite } from './inspect-file.ts';
import { queueFiles } from './queue-files.ts';
import { hasRecoveryPlan } from './recover-damaged.ts';

const headerText = 'SQLite format 3\0';
const idOffset = 68;

/** True when `file` begins as SQLite and bears Ferry's application id (file format, 1.3). */
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

/** Files that only Ferry puts beside its database: what lies between them was a database of ours. */
function hasCompanions(file: string): boolean {
  const copies = [queueFiles.backup(file), queueFiles.beforeMigration(file)];
  return (
    copies.some(bearsOurId) ||
    new DiskReserve(queueFiles.reserve(file)).held ||
    hasRecoveryPlan(file)
  );
}

/**
 * Refuses a file that is not Ferry's, before anything is written beside it. A damaged database of
 * Ferry has lost its header perhaps, but not the files beside it (ADR 0019).
 *
 * @throws TransferError `database-foreign`; the file and its folder are as they were
 */
export function refuseForeign(file: string): void {
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined || (facts.isFile() && facts.size === 0)) return;
  if (facts.isFile()) {
    if (bearsOurId(file) || hasCompanions(file) || isOursThroughSqlite(file)) return;
  }
  const detail = `${file} is not a database of Ferry`;
  throw new TransferError({ code: 'database-foreign', detail });
}
