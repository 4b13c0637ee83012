import Database from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** Codes of the operating system for a disk, or a share of it, that has no room left. */
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Says which of our errors a result code of SQLite is (https://sqlite.org/rescode.html).
 *
 * SQLite reports ENOSPC as SQLITE_FULL, but a quota that is used up, and the shared memory beside a
 * database on a full disk, as errors of their own.
 */
function codeOf(sqliteCode: string): ErrorCode {
  if (/^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)$/.test(sqliteCode)) return 'disk-full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode)) return 'database-damaged';
  if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode)) return 'database-locked';
  return 'database-failed';
}

/** Whatever was thrown while the database was used, classified once. */
export function toStoreError(thrown: unknown): TransferError {
  if (thrown instanceof TransferError) return thrown;
  if (thrown instanceof Database.SqliteError) {
    const detail = `${thrown.code}: ${thrown.message}`;
    return new TransferError({ code: codeOf(thrown.code), detail }, { cause: thrown });
  }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const systemCode = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const full = systemCode !== undefined && fullDiskCodes.has(systemCode);
  const detail = `${error.name}: ${error.message}`.slice(0, 500);
  return new TransferError(
    { code: full ? 'disk-full' : 'database-failed', detail },
    { cause: error },
  );
}

/** Errors of SQLite that concern the whole database: no call of the same transaction may go on. */
export function endsTransaction({ code, cause }: TransferError): boolean {
  if (!(cause instanceof Database.SqliteError)) return false;
  return code !== 'database-failed' || /^SQLITE_(IOERR|NOMEM)/.test(cause.code);
}
