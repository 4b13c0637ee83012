import { constants } from 'node:fs';
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { TransferError } from '../../shared/errors.ts';
import { queueFiles } from './database/queue-files.ts';
import { type OpenedStore, openStore } from './open-store.ts';

/** A private copy of a queue that another process may have open. */
interface QueueCopy {
  readonly file: string;
  remove(): Promise<void>;
}

/** How often a copy is retried because the queue changed meanwhile. */
const mostCopies = 20;
/** The header of a write-ahead log (https://sqlite.org/fileformat2.html, 4.1). */
const logHeaderSize = 32;

/**
 * Equal fingerprints before and after a copy: the database was not written and its log only grew.
 */
async function fingerprint(file: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(file, { bigint: true });
  return `${ino} ${size} ${mtimeNs} ${await logHeader(queueFiles.writeAheadLog(file))}`;
}

async function logHeader(log: string): Promise<string> {
  const handle = await open(log).catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(logHeaderSize),
      0,
      logHeaderSize,
      0,
    );
    return buffer.subarray(0, bytesRead).toString('hex');
  } finally {
    await handle.close();
  }
}

async function copyBoth(file: string, copy: string): Promise<void> {
  // Shares the blocks where the file system supports it.
  await copyFile(file, copy, constants.COPYFILE_FICLONE);
  try {
    const log = queueFiles.writeAheadLog(copy);
    await copyFile(queueFiles.writeAheadLog(file), log, constants.COPYFILE_FICLONE);
  } catch (error) {
    // A closed queue has no log.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/**
 * Copies a queue with its write-ahead log to a folder that only this user can enter. The engine of
 * the queue holds it exclusively, so a copy is the only way to read it. The copy is a state that
 * the queue had: SQLite ignores the torn end of a log. A copy during which a checkpoint wrote to
 * the database is discarded. Never call it for a queue that this process has open: closing the file
 * would drop its locks (https://sqlite.org/howtocorrupt.html, 2.2).
 *
 * @throws TransferError `database-locked` when the queue changes too fast; the file system's error.
 */
export async function copyQueue(file: string): Promise<QueueCopy> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ferry-copy-'));
  const copy = path.join(folder, 'queue.db');
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    for (let attempt = 0; attempt < mostCopies; attempt += 1) {
      const before = await fingerprint(file);
      await copyBoth(file, copy);
      if ((await fingerprint(file)) === before) return { file: copy, remove };
      await rm(queueFiles.writeAheadLog(copy), { force: true });
    }
    const detail = `The queue ${file} changes too fast to be read`;
    throw new TransferError({ code: 'database-locked', detail });
  } catch (error) {
    await remove();
    throw error;
  }
}

/**
 * Opens a private copy of a queue that another process has open. Changes to the copy are lost: the
 * copy is removed when it is closed.
 *
 * @throws TransferError as `openStore` does; the file system's error
 */
export async function openCopy(file: string): Promise<OpenedStore> {
  const copy = await copyQueue(file);
  try {
    const store = await openStore({ file: copy.file, backups: false });
    return {
      ...store,
      async close() {
        await store.close();
        await copy.remove();
      },
    };
  } catch (error) {
    await copy.remove();
    throw error;
  }
}

/** The multipart uploads recorded in the database of a queue. */
export interface QueueUploads {
  readonly uploadIds: ReadonlySet<string>;
  /**
   * `bucket/key` of uploads with a pending Initiate: OSS may have them already under an unknown id.
   */
  readonly begun: ReadonlySet<string>;
}

const idsOf = `
  SELECT upload_id FROM checkpoints WHERE upload_id IS NOT NULL
  UNION SELECT upload_id FROM cleanups WHERE upload_id IS NOT NULL`;

const begunBy = `
  SELECT buckets.name || '/' || transfers.key
    FROM checkpoints
    JOIN transfers ON transfers.id = checkpoints.transfer_id
    JOIN buckets ON buckets.id = transfers.bucket_id
    WHERE checkpoints.upload_id IS NULL`;

/**
 * Reads the uploads of another Ferry's queue, whether that Ferry runs or not. It writes no file
 * beside the queue and takes no lock.
 *
 * @throws the errors of the file system or of SQLite when the file is no queue or is unreadable.
 */
export async function readRecordedUploads(file: string): Promise<QueueUploads> {
  const copy = await copyQueue(file);
  try {
    const database = new Database(copy.file);
    try {
      const column = (query: string) => new Set(database.prepare<[], string>(query).pluck().all());
      return { uploadIds: column(idsOf), begun: column(begunBy) };
    } finally {
      database.close();
    }
  } finally {
    await copy.remove();
  }
}
