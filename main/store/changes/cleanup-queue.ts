import type { StoreContext } from '../operations/store-context.ts';

/** The rows of a clean-up: a table list and a condition on transfers `AS t`. */
export interface CleanupRows {
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
