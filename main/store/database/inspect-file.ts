import { closeSync, openSync, readSync, statSync, existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';
import { queueFiles } from './queue-files.ts';

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

/*
 * SQLite reads a write-ahead log up to the first frame with a wrong checksum. It treats the rest as
 * a write that a power cut interrupted. If the disk damaged that frame, SQLite silently drops
 * commits that had reached the disk. This module distinguishes the two cases.
 *
 * Format: https://sqlite.org/fileformat2.html, 4.1 to 4.3.
 */

const logHeaderSize = 32;
const frameHeaderSize = 24;
const magic = 0x377f0682;

type Sums = readonly [number, number];

/** Continues the checksum of 4.2 over `bytes`, whose length is a multiple of 8. */
function addUp(sums: Sums, bytes: Buffer, bigEndian: boolean): Sums {
  let [first, second] = sums;
  for (let at = 0; at < bytes.length; at += 8) {
    const one = bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
    const other = bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4);
    first = (first + one + second) >>> 0;
    second = (second + other + first) >>> 0;
  }
  return [first, second];
}

const endsWith = (bytes: Buffer, at: number, [first, second]: Sums): boolean =>
  bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second;

/** The readable fields of a frame. The last frame of each commit is marked as such. */
interface Frame {
  /**
   * Salts of the log to which the frame belongs; frames of an earlier log remain behind the end.
   */
  readonly salts: string;
  readonly isCommit: boolean;
}

/** Yields the frames that SQLite will not read: those after the last valid frame. */
function* framesBehind(log: string, pageSize: number): Generator<Frame, void, undefined> {
  const descriptor = openSync(log, 'r');
  try {
    const header = Buffer.alloc(logHeaderSize);
    if (readSync(descriptor, header, 0, logHeaderSize, 0) < logHeaderSize) return;
    const bigEndian = header.readUInt32BE(0) === magic + 1;
    let sums = addUp([0, 0], header.subarray(0, 24), bigEndian);
    const hasHeader = endsWith(header, 24, sums) && (header.readUInt32BE(0) & ~1) === magic;
    const headerSalts = header.toString('latin1', 16, 24);
    const frame = Buffer.alloc(frameHeaderSize + pageSize);
    let isSound = hasHeader;
    for (
      let at = logHeaderSize;
      readSync(descriptor, frame, 0, frame.length, at) === frame.length;
    ) {
      at += frame.length;
      const salts = frame.toString('latin1', 8, 16);
      const belongs = salts === headerSalts;
      if (isSound) {
        sums = addUp(sums, frame.subarray(0, 8), bigEndian);
        sums = addUp(sums, frame.subarray(frameHeaderSize), bigEndian);
        isSound = belongs && endsWith(frame, 16, sums);
      }
      if (isSound || (hasHeader && !belongs)) continue;
      yield { salts, isCommit: frame.readUInt32BE(4) !== 0 };
    }
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Counts the commits in the log that SQLite would drop although they had reached the disk. The
 * commit in progress during a power cut is not counted: every commit waits for the disk, so only
 * the last one can be torn. A log that has lost its end cannot be detected.
 */
export function countLostCommits(file: string, pageSize: number): number {
  const log = queueFiles.writeAheadLog(file);
  if (!existsSync(log)) return 0;
  const commits = new Map<string, number>();
  for (const { salts, isCommit } of framesBehind(log, pageSize)) {
    if (isCommit) commits.set(salts, (commits.get(salts) ?? 0) + 1);
  }
  const lost = Math.max(0, ...commits.values());
  return lost > 1 ? lost : 0;
}
