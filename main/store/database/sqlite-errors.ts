import Database from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** Operating system codes for a full disk or an exhausted quota. */
const fullDiskCodes = new Set(['ENOSPC', 'EDQUOT']);

/**
 * Maps an SQLite result code to an error code of Ferry (https://sqlite.org/rescode.html).
 *
 * SQLite reports ENOSPC as SQLITE_FULL. It reports an exhausted quota, and the shared memory file
 * on a full disk, as errors of their own.
 */
function codeOf(sqliteCode: string): ErrorCode {
  if (/^SQLITE_(FULL|IOERR_WRITE|IOERR_SHMSIZE)$/.test(sqliteCode)) return 'disk-full';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode)) return 'database-damaged';
  if (/^SQLITE_(BUSY|LOCKED)/.test(sqliteCode)) return 'database-locked';
  return 'database-failed';
}

/** Converts any error thrown by the database into a classified TransferError. */
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

/** True for SQLite errors of the whole database: no call of the same transaction may continue. */
export function endsTransaction({ code, cause }: TransferError): boolean {
  if (!(cause instanceof Database.SqliteError)) return false;
  return code !== 'database-failed' || /^SQLITE_(IOERR|NOMEM)/.test(cause.code);
}
