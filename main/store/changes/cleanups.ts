import { TransferError } from '../../../shared/errors.ts';
import type { Cleanup } from '../../engine/ports/transfer-store.ts';
import type { StoreOperations } from '../store-calls.ts';
import type { StoreContext } from '../operations/store-context.ts';
import { bucketId } from './batches.ts';

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
