import { TransferError } from '../../../shared/errors.ts';
import type { Checkpoint, CommittedPart, Cleanup } from '../../engine/ports/transfer-store.ts';
import type { StoreContext } from '../operations/store-context.ts';
import { formatIdentity, parseIdentity } from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { bucketId } from './batches.ts';

type CheckpointOperations = Pick<
  StoreOperations,
  | 'checkpoint'
  | 'intend'
  | 'saveUploadId'
  | 'savePart'
  | 'dropParts'
  | 'saveCompleting'
  | 'dropCheckpoint'
>;

interface CheckpointRow {
  readonly partSize: number;
  readonly identity: string;
  readonly uploadId: string | null;
  readonly intendedAt: number;
  readonly completing: number;
}

interface PartRow extends Omit<CommittedPart, 'crc64Confirmed'> {
  readonly crc64Confirmed: number;
}

/**
 * Rejects a write without a row: to ignore it would lose an upload. It is a defect of the caller.
 */
function refuse(what: string, id: number): never {
  const detail = `${what} of transfer ${id} has no checkpoint to be written to`;
  throw new TransferError({ code: 'database-failed', detail });
}

/** @throws TransferError `database-damaged` when the source's identity cannot be read. */
export function readCheckpoint(context: StoreContext, id: number): Checkpoint | undefined {
  const row = context.row(
    `SELECT part_size AS partSize, identity, upload_id AS uploadId, intended_at AS intendedAt,
        completing FROM checkpoints WHERE transfer_id = ?`,
    id,
  ) as CheckpointRow | undefined;
  if (row === undefined) return undefined;
  const identity = parseIdentity(row.identity);
  if (identity === undefined) {
    const detail = `The checkpoint of transfer ${id} cannot be read`;
    throw new TransferError({ code: 'database-damaged', detail });
  }
  const parts = context.rows<PartRow>(
    `SELECT number, size, etag, crc64, crc64_confirmed AS crc64Confirmed
      FROM parts WHERE transfer_id = ? ORDER BY number`,
    id,
  );
  return {
    partSize: row.partSize,
    identity,
    ...(row.uploadId === null ? {} : { uploadId: row.uploadId }),
    intendedAt: row.intendedAt,
    parts: parts.map((part) => ({ ...part, crc64Confirmed: part.crc64Confirmed === 1 })),
    completing: row.completing === 1,
  };
}

export function checkpointOperations(context: StoreContext): CheckpointOperations {
  const setBytesSent = (id: number, bytes: number): void => {
    const set = `
      UPDATE transfers SET bytes_sent = ?, updated_at = ? WHERE id = ? AND state <> 'done'`;
    context.run(set, bytes, context.now, id);
  };

  const drop = (id: number, upload: 'abort-upload' | 'keep-upload'): void => {
    dropCheckpoint(context, id, upload);
    setBytesSent(id, 0);
  };

  return {
    checkpoint: (id) => readCheckpoint(context, id),

    intend: (id, intent) => {
      drop(id, 'abort-upload');
      context.run(
        `INSERT INTO checkpoints (transfer_id, part_size, identity, intended_at)
          VALUES (?, ?, ?, ?)`,
        id,
        intent.partSize,
        formatIdentity(intent.identity),
        intent.at,
      );
      context.run('UPDATE transfers SET size = ? WHERE id = ?', intent.identity.size, id);
    },

    saveUploadId: (id, uploadId) => {
      const save = 'UPDATE checkpoints SET upload_id = ? WHERE transfer_id = ?';
      if (context.run(save, uploadId, id) === 0) refuse('The uploadId', id);
    },

    savePart: (id, part) => {
      const find = 'SELECT upload_id FROM checkpoints WHERE transfer_id = ?';
      if (typeof context.value(find, id) !== 'string') refuse('A part', id);
      const before =
        context.number(
          'SELECT size FROM parts WHERE transfer_id = ? AND number = ?',
          id,
          part.number,
        ) ?? 0;
      context.run(
        `INSERT OR REPLACE INTO parts (transfer_id, number, size, etag, crc64, crc64_confirmed)
          VALUES (?, ?, ?, ?, ?, ?)`,
        id,
        part.number,
        part.size,
        part.etag,
        part.crc64,
        part.crc64Confirmed ? 1 : 0,
      );
      context.run(
        `UPDATE OR FAIL transfers SET bytes_sent = bytes_sent + ?, attempts = 0, updated_at = ?
          WHERE id = ?`,
        part.size - before,
        context.now,
        id,
      );
    },

    dropParts: (id, numbers) => {
      const forget = `
        DELETE FROM parts
          WHERE transfer_id = ? AND number IN (SELECT value FROM json_each(?))`;
      context.run(forget, id, JSON.stringify(numbers));
      const sum = 'SELECT coalesce(sum(size), 0) FROM parts WHERE transfer_id = ?';
      setBytesSent(id, context.number(sum, id) ?? 0);
    },

    saveCompleting: (id) => {
      const save = 'UPDATE checkpoints SET completing = 1 WHERE transfer_id = ?';
      if (context.run(save, id) === 0) refuse('The completion', id);
    },

    dropCheckpoint: drop,
  };
}

/** The rows of a clean-up: a table list and a condition on transfers `AS t`. */
interface CleanupRows {
  readonly where: string;
  readonly parameters: readonly unknown[];
}

/**
 * Queues the abort of the uploads that these transfers have begun. When the response of Initiate is
 * unknown, it queues a search for the orphan. Transfers without a checkpoint need no clean-up.
 */
export function queueUploadCleanups(context: StoreContext, rows: CleanupRows): void {
  context.run(
    `INSERT OR IGNORE INTO cleanups (kind, bucket_id, key, upload_id, intended_at, due_at)
      SELECT iif(c.upload_id IS NULL, 'find-orphan', 'abort-upload'),
          t.bucket_id, t.key, c.upload_id, c.intended_at, ?
        FROM checkpoints AS c CROSS JOIN transfers AS t ON t.id = c.transfer_id
        WHERE ${rows.where}`,
    context.now,
    ...rows.parameters,
  );
}

/** Queues the removal of a blob's spool file. */
export function queueSpoolRemoval(context: StoreContext, path: string): void {
  const queue = `
    INSERT OR IGNORE INTO cleanups (kind, path, due_at) VALUES ('remove-spool', ?, ?)`;
  context.run(queue, path, context.now);
}

/**
 * Drops the checkpoint of one transfer and its parts; `upload` decides whether to abort its upload.
 * The caller updates `bytes_sent`.
 */
export function dropCheckpoint(
  context: StoreContext,
  id: number,
  upload: 'abort-upload' | 'keep-upload',
): void {
  if (upload === 'abort-upload') {
    queueUploadCleanups(context, { where: 'c.transfer_id = ?', parameters: [id] });
  }
  context.run('DELETE FROM checkpoints WHERE transfer_id = ?', id);
}

type CleanupOperations = Pick<
  StoreOperations,
  'abortLater' | 'dueCleanups' | 'finishCleanup' | 'delayCleanup' | 'cleanupBacklog' | 'knowsUpload'
>;

interface CleanupRow {
  readonly id: number;
  readonly kind: string;
  readonly accountId: string | null;
  readonly bucket: string | null;
  readonly key: string | null;
  readonly uploadId: string | null;
  readonly intendedAt: number | null;
  readonly path: string | null;
  readonly attempts: number;
}

function toCleanup(row: CleanupRow): Cleanup {
  const { id, kind, accountId, bucket, key, uploadId, intendedAt, path, attempts } = row;
  if (kind === 'remove-spool' && path !== null) return { id, kind, path, attempts };
  if (accountId !== null && bucket !== null && key !== null) {
    const object = { id, accountId, bucket, key, attempts };
    if (kind === 'abort-upload' && uploadId !== null) return { ...object, kind, uploadId };
    if (kind === 'find-orphan' && intendedAt !== null) return { ...object, kind, intendedAt };
  }
  throw new TransferError({ code: 'database-damaged', detail: `Cleanup ${id} cannot be read` });
}

export function cleanupOperations(context: StoreContext): CleanupOperations {
  return {
    abortLater: ({ accountId, bucket, key }, uploadId) => {
      context.run(
        `INSERT OR IGNORE INTO cleanups (kind, bucket_id, key, upload_id, due_at)
          VALUES ('abort-upload', ?, ?, ?, ?)`,
        bucketId(context, accountId, bucket),
        key,
        uploadId,
        context.now,
      );
    },

    dueCleanups: (now, limit) =>
      context
        .rows<CleanupRow>(
          `SELECT c.id, c.kind, b.account_id AS accountId, b.name AS bucket, c.key,
              c.upload_id AS uploadId, c.intended_at AS intendedAt, c.path, c.attempts
            FROM cleanups AS c INDEXED BY cleanups_by_time
              LEFT JOIN buckets AS b ON b.id = c.bucket_id
            WHERE c.due_at <= ? ORDER BY c.due_at, c.id LIMIT ?`,
          now,
          limit,
        )
        .map(toCleanup),

    finishCleanup: (id) => {
      context.run('DELETE FROM cleanups WHERE id = ?', id);
    },

    delayCleanup: (id, until) => {
      const delay = 'UPDATE cleanups SET attempts = attempts + 1, due_at = ? WHERE id = ?';
      context.run(delay, until, id);
    },

    cleanupBacklog: () => {
      const count = context.number('SELECT count(*) FROM cleanups') ?? 0;
      const findNext = 'SELECT min(due_at) FROM cleanups';
      const nextAt = context.number(findNext);
      return nextAt === undefined ? { count } : { count, nextAt };
    },

    knowsUpload: (uploadId) =>
      context.number(
        `SELECT EXISTS (SELECT 1 FROM checkpoints WHERE upload_id = ?)
          OR EXISTS (SELECT 1 FROM cleanups WHERE upload_id = ?)
          OR EXISTS (SELECT 1 FROM binned_checkpoints WHERE upload_id = ?)`,
        ...[uploadId, uploadId, uploadId],
      ) === 1,
  };
}
