import Database from 'better-sqlite3';
import { copyQueue } from './copy-queue.ts';

/** The multipart uploads of a queue, as its database has them. */
export interface QueueUploads {
  readonly uploadIds: ReadonlySet<string>;
  /** `bucket/key` of uploads that are being begun: OSS may have them already under an unknown id. */
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
 * Reads the uploads of another Ferry's queue, whether that Ferry runs or not. Writes nothing beside
 * the queue and takes no lock of it.
 *
 * @throws what the file system or SQLite throws when the file is no queue, or cannot be read.
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
