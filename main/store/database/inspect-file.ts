import Database from 'better-sqlite3';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { TransferError } from '../../../shared/errors.ts';

/**
 * "Fery" in the header of the file: distinguishes Ferry's database from those of other programs.
 */
export const applicationId = 0x46657279;

const headerText = 'SQLite format 3\0';
const headerSize = 100;

export interface QueueFile {
  /** Schema version; 0 for a file that does not exist yet or has no table. */
  readonly version: number;
  /** True when the last process did not close the database: its write-ahead log still exists. */
  readonly interrupted: boolean;
  readonly size: number;
  readonly pageSize: number;
}

/** SQLite's default page size, in bytes. */
const usualPageSize = 4096;

interface Header {
  readonly applicationId: number;
  readonly version: number;
  readonly pageSize: number;
  /** Expected size of the file in bytes, as of the last checkpoint. */
  readonly expectedSize: number;
}

function sizeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.size;
}

function damaged(detail: string): TransferError {
  return new TransferError({ code: 'database-damaged', detail });
}

/** Offsets: https://sqlite.org/fileformat2.html, 1.3. */
function readHeader(file: string): Header {
  const bytes = Buffer.alloc(headerSize);
  const descriptor = openSync(file, 'r');
  try {
    if (readSync(descriptor, bytes, 0, headerSize, 0) < headerSize) {
      throw damaged('The database file is cut short');
    }
  } finally {
    closeSync(descriptor);
  }
  if (bytes.toString('latin1', 0, headerText.length) !== headerText) {
    throw damaged('The file is not a database');
  }
  const written = bytes.readUInt16BE(16);
  const pageSize = written === 1 ? 65_536 : written;
  return {
    applicationId: bytes.readInt32BE(68),
    version: bytes.readInt32BE(60),
    pageSize,
    expectedSize: pageSize * bytes.readUInt32BE(28),
  };
}

/**
 * Reads the header through SQLite, read-only, for a file whose latest state is partly in its log.
 */
function readThroughSqlite(
  file: string,
): Omit<Header, 'expectedSize' | 'pageSize'> & { tables: Set<string> } {
  const database = new Database(file, { readonly: true, timeout: 0 });
  try {
    return {
      applicationId: Number(database.pragma('application_id', { simple: true })),
      version: Number(database.pragma('user_version', { simple: true })),
      tables: new Set(
        database
          .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table'")
          .pluck()
          .all(),
      ),
    };
  } finally {
    database.close();
  }
}

/**
 * True when SQLite, which also reads the write-ahead log, finds Ferry's application id or an empty
 * database. A first start that was killed leaves an empty database.
 */
export function isOursThroughSqlite(file: string): boolean {
  try {
    const found = readThroughSqlite(file);
    if (found.applicationId === applicationId) return true;
    return found.applicationId === 0 && found.version === 0 && found.tables.size === 0;
  } catch {
    return false;
  }
}

/**
 * Inspects a database file without writing to it.
 *
 * @throws TransferError `database-damaged` when it is no database or shorter than its header says;
 *   `database-foreign` when it belongs to another program; the file is unchanged then.
 */
export function inspectFile(file: string): QueueFile {
  const size = sizeOf(file) ?? 0;
  const interrupted = (sizeOf(`${file}-wal`) ?? 0) > 0;
  if (size === 0) return { version: 0, interrupted, size, pageSize: usualPageSize };
  const { pageSize, ...header } = readHeader(file);
  if (header.applicationId === applicationId && !interrupted) {
    if (size < header.expectedSize) throw damaged('The database file is cut short');
    return { version: header.version, interrupted, size, pageSize };
  }
  const found = readThroughSqlite(file);
  if (found.applicationId === applicationId) {
    return { version: found.version, interrupted, size, pageSize };
  }
  if (found.tables.has('transfers') && found.tables.has('checkpoints')) {
    throw damaged('The header of the database is not ours any more');
  }
  if (found.tables.size > 0 || found.version !== 0) {
    const detail = `${file} is the database of another program`;
    throw new TransferError({ code: 'database-foreign', detail });
  }
  return { version: 0, interrupted, size, pageSize };
}
