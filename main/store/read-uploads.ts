import Database from 'better-sqlite3';
import { copyQueue } from './copy-queue.ts';

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
