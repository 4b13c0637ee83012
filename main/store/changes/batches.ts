import type { Batch } from '../../../shared/transfer.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { NewBatch } from '../../engine/ports/transfer-store.ts';
import type { StoreOperations } from '../store-calls.ts';
import type { StoreContext } from '../operations/store-context.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { requireColumn } from '../operations/transfer-rows.ts';

export interface BatchRow {
  readonly id: number;
  readonly name: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly conflictPolicy: string;
  readonly options: string;
  readonly scanOptions: string;
  readonly createdAt: number;
  readonly scan: string;
}

/** The columns of a BatchRow, from `batches AS a` joined with `buckets AS b`. */
export const batchColumns = `
  a.id, a.name, b.account_id AS accountId, b.name AS bucket, a.prefix,
  a.conflict_policy AS conflictPolicy, a.options, a.scan_options AS scanOptions,
  a.created_at AS createdAt, a.scan`;

/** @throws TransferError `database-damaged` when the options cannot be read. */
export function toBatch(row: BatchRow): Batch {
  return {
    id: row.id,
    name: row.name,
    destination: { accountId: row.accountId, bucket: row.bucket, prefix: row.prefix },
    conflictPolicy: row.conflictPolicy as ConflictPolicy,
    options: requireColumn(row.options, 'upload options'),
    scanOptions: requireColumn(row.scanOptions, 'scan options'),
    createdAt: row.createdAt,
    scan: row.scan === 'complete' ? 'complete' : 'scanning',
  };
}

type BatchOperations = Pick<
  StoreOperations,
  'addBatch' | 'batch' | 'finishRoot' | 'unfinishedRoots'
>;

/** The number that rows store for an account and bucket; assigned at the first use. */
export function bucketId(context: StoreContext, accountId: string, bucket: string): number {
  context.run(
    'INSERT INTO buckets (account_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
    accountId,
    bucket,
  );
  const find = 'SELECT id FROM buckets WHERE account_id = ? AND name = ?';
  return context.number(find, accountId, bucket) ?? 0;
}

export function batchOperations(context: StoreContext): BatchOperations {
  const batch = (id: number): Batch | undefined => {
    const row = context.row(
      `SELECT ${batchColumns} FROM batches AS a JOIN buckets AS b ON b.id = a.bucket_id
        WHERE a.id = ?`,
      id,
    ) as BatchRow | undefined;
    return row === undefined ? undefined : toBatch(row);
  };

  const finishRoot = (batchId: number, root: string): void => {
    const finish = 'UPDATE batch_roots SET finished = 1 WHERE batch_id = ? AND path = ?';
    context.run(finish, batchId, root);
    context.run(
      `UPDATE batches
        SET scan = 'complete', scan_paused = 0
        WHERE id = ? AND NOT EXISTS (
          SELECT 1 FROM batch_roots INDEXED BY roots_to_scan
            WHERE batch_id = batches.id AND finished = 0)`,
      batchId,
    );
  };

  /** Marks equal roots of other batches as scanned; they would give the same rows as batch `id`. */
  const takeRoot = (id: number, root: string): void => {
    const others = context.values<number>(
      `SELECT r.batch_id FROM batch_roots AS r INDEXED BY roots_to_scan
          JOIN batches AS o ON o.id = r.batch_id
          JOIN batches AS a ON a.id = ?
        WHERE r.finished = 0 AND r.path = ? AND o.id <> a.id AND o.bucket_id = a.bucket_id
          AND o.prefix = a.prefix AND o.scan_options = a.scan_options`,
      id,
      root,
    );
    for (const other of others) finishRoot(other, root);
    removeEmptyBatches(context, others);
  };

  const addBatch = (added: NewBatch): Batch => {
    const { accountId, bucket, prefix } = added.destination;
    const id = context.insert(
      `INSERT INTO batches
          (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan,
            has_folders)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`,
      added.name,
      bucketId(context, accountId, bucket),
      prefix,
      added.conflictPolicy,
      JSON.stringify(added.options),
      JSON.stringify(added.scanOptions),
      added.createdAt,
      added.roots.length === 0 ? 'complete' : 'scanning',
    );
    added.roots.forEach((root, position) => {
      if (added.scanOptions.takeOver === true) takeRoot(id, root);
      const addRoot = 'INSERT INTO batch_roots (batch_id, position, path) VALUES (?, ?, ?)';
      context.run(addRoot, id, position, root);
    });
    const stored = batch(id);
    if (stored !== undefined) return stored;
    throw new TransferError({ code: 'database-failed', detail: `Batch ${id} was not stored` });
  };

  return {
    addBatch,
    batch,
    finishRoot,
    unfinishedRoots: () =>
      context.rows(
        `SELECT batch_id AS batchId, path AS root FROM batch_roots INDEXED BY roots_to_scan
          WHERE finished = 0 ORDER BY batch_id, position`,
      ),
  };
}

/** Removes those of these batches that are scanned and have no rows left. */
export function removeEmptyBatches(context: StoreContext, ids: Iterable<number>): void {
  const isEmpty = `id = ? AND scan = 'complete' AND NOT EXISTS (
    SELECT 1 FROM transfers INDEXED BY transfers_by_source WHERE batch_id = batches.id)`;
  for (const id of ids) {
    if (context.number(`SELECT id FROM batches WHERE ${isEmpty}`, id) === undefined) continue;
    keepForUndo(context, id);
    context.run('DELETE FROM batches WHERE id = ?', id);
  }
}

/** Keeps a batch in every bin that has rows of it: the undo of any of them needs the batch. */
function keepForUndo(context: StoreContext, id: number): void {
  const bins = 'SELECT DISTINCT bin, batch_id FROM binned_transfers WHERE batch_id = ?';
  context.run(
    `INSERT INTO binned_batches SELECT r.bin, t.* FROM (${bins}) AS r
      JOIN batches AS t ON t.id = r.batch_id`,
    id,
  );
  context.run(
    `INSERT INTO binned_batch_roots SELECT r.bin, t.* FROM (${bins}) AS r
      JOIN batch_roots AS t ON t.batch_id = r.batch_id`,
    id,
  );
}
