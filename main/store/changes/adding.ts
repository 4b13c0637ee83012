import { TransferError } from '../../../shared/errors.ts';
import type { TransferState } from '../../../shared/transfer-state.ts';
import {
  nothingTakenOver,
  sumTakenOver,
  type TakenOver,
} from '../../../shared/upload/taken-over.ts';
import type { ScanOptions, UploadOptions } from '../../../shared/upload/upload-options.ts';
import type { NewTransfer, MissingFiles } from '../../engine/ports/transfer-store.ts';
import { formatIdentity, requireColumn, stateColumns } from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { admitTransfer, rowsToTakeOver, takeOver, type SameObject } from './taking-over.ts';
import { queueSpoolRemoval } from './checkpoints.ts';
import { removeEmptyBatches } from './batches.ts';
import { folderFinder, fromStart, rowsAfter } from '../operations/row-walk.ts';
import type { StoreContext } from '../operations/store-context.ts';

const findSameObject = `
  SELECT id, batch_id AS batchId, state, why, source_kind AS kind, source_path AS path, identity
    FROM transfers INDEXED BY transfers_by_object WHERE bucket_id = ? AND key = ?`;

const findSource = `
  SELECT 1 FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? AND source_path = ? AND source_kind = ? AND relative_path = ?`;

const columns = [
  ...['batch_id', 'bucket_id', 'key', 'source_kind', 'source_path', 'source_name'],
  ...['relative_path', 'size', 'lane', 'identity', 'state', 'why', 'error', 'error_code'],
  ...['created_at', 'updated_at', 'folder_id'],
];

function addRows(count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: count }, () => row).join(', ');
  return `
    INSERT OR FAIL INTO transfers (${columns.join(', ')}) VALUES ${rows}
      ON CONFLICT (batch_id, source_path, source_kind, relative_path) DO NOTHING`;
}

/**
 * Rows of one INSERT: it opens the table and its indexes once, a quarter less work for each row.
 */
const portionSize = 100;
const addPortion = addRows(portionSize);
const addOne = addRows(1);

/** A row for an object that an earlier row of the same portion names. */
interface NewObject extends SameObject {
  readonly transfer: NewTransfer;
}

interface AdmittedRow {
  readonly transfer: NewTransfer;
  readonly state: TransferState;
  readonly identity: string | null;
  readonly others: readonly SameObject[];
  /** Values in the order of `columns`. */
  readonly values: readonly unknown[];
}

interface AddingBatch {
  readonly id: number;
  readonly bucketId: number;
  readonly options: UploadOptions;
  /** True when its rows replace unfinished rows of other batches. */
  readonly takesOver: boolean;
  /** True when the batch was paused during its scan. */
  readonly isPaused: boolean;
}

function* portionsOf(transfers: readonly NewTransfer[]): Generator<readonly NewTransfer[]> {
  for (let start = 0; start < transfers.length; start += portionSize) {
    yield transfers.slice(start, start + portionSize);
  }
}

const findKey = `
  SELECT key FROM transfers INDEXED BY transfers_by_source
    WHERE batch_id = ? AND source_path = ? AND source_kind = 'file' AND relative_path = ?`;

/** Skips that say that the row was no file to upload, or that its file was gone. */
const noFile = "'symbolic-link', 'special-file', 'folder-read', 'own-database', 'gone'";

/** A file below a root that was a folder, without a row in another batch. */
const isMissing = `
  source_kind = 'file' AND NOT (state = 'skipped' AND why IN (${noFile}))
    AND substr(source_path, 1, length(?)) = ?
    AND substr(source_path, length(?) + 1, 1) IN ('/', '\\')
    AND NOT EXISTS (
      SELECT 1 FROM transfers AS o INDEXED BY transfers_by_source
        WHERE o.batch_id = ? AND o.source_path = t.source_path AND o.source_kind = 'file'
          AND o.relative_path = t.relative_path)`;

export function addingOperations(
  context: StoreContext,
): Pick<StoreOperations, 'addTransfers' | 'filesMissing' | 'keysOf'> {
  /** True when the batch has no row of this source yet, so that the row will be stored. */
  const isNew = (batchId: number, { source, relativePath }: NewTransfer): boolean =>
    context.value(findSource, batchId, source.path, source.kind, relativePath) === undefined;

  const admit = (
    { id: batchId, bucketId, takesOver, isPaused }: AddingBatch,
    transfers: readonly NewTransfer[],
    folderOf: (relativePath: string) => number,
  ): AdmittedRow[] => {
    const portion = new Map<string, readonly NewObject[]>();
    const sources = new Set<string>();
    return transfers.map((transfer) => {
      const { source, key } = transfer;
      const identity = transfer.identity === undefined ? null : formatIdentity(transfer.identity);
      const stored = context.rows<SameObject>(findSameObject, bucketId, key);
      const before = portion.get(key) ?? [];
      const same = [...stored, ...before.filter((other) => isNew(batchId, other.transfer))];
      const admitted = admitTransfer(transfer, identity, batchId, same, takesOver);
      const others = takesOver && admitted.name === 'queued' ? rowsToTakeOver(batchId, stored) : [];
      const state: TransferState =
        isPaused && admitted.name === 'queued' ? { name: 'paused' } : admitted;
      const { kind, path } = source;
      // A row of this portion has no id yet: only its batch is checked.
      const now = { state: state.name, why: null };
      const object = { id: 0, batchId, ...now, kind, path, identity, transfer };
      const name = JSON.stringify([kind, path, transfer.relativePath]);
      if (!sources.has(name)) portion.set(key, [...before, object]);
      sources.add(name);
      const { why, error, errorCode } = stateColumns(state);
      const blobName = source.kind === 'blob' ? source.name : null;
      const values = [
        ...[batchId, bucketId, key, source.kind, source.path, blobName],
        ...[transfer.relativePath, transfer.size, transfer.lane, identity],
        ...[state.name, why, error, errorCode],
        ...[context.now, context.now, folderOf(transfer.relativePath)],
      ];
      return { transfer, state, identity, others, values };
    });
  };

  const store = (batch: AddingBatch, rows: readonly AdmittedRow[]): TakenOver => {
    const single = rows.some(
      ({ transfer, others }) => transfer.source.kind === 'blob' || others.length > 0,
    );
    if (rows.length === portionSize && !single) {
      context.run(addPortion, ...rows.flatMap(({ values }) => values));
      return nothingTakenOver;
    }
    let taken = nothingTakenOver;
    for (const { transfer, state, identity, others, values } of rows) {
      const added = context.run(addOne, ...values);
      if (added > 0 && others.length > 0) {
        const id = context.number('SELECT last_insert_rowid()') ?? 0;
        taken = sumTakenOver(taken, takeOver(context, batch, id, transfer, identity, others));
      }
      // A blob row that existed already still needs its spool file.
      if (added > 0 && transfer.source.kind === 'blob' && state.name === 'skipped') {
        queueSpoolRemoval(context, transfer.source.path);
      }
    }
    const batches = rows.flatMap(({ others }) => others.map(({ batchId }) => batchId));
    removeEmptyBatches(context, new Set(batches));
    return taken;
  };

  const addingBatch = (id: number): AddingBatch => {
    const find = `
      SELECT bucket_id AS bucketId, options, scan_options AS scan, scan_paused AS paused
        FROM batches WHERE id = ?`;
    type Row = {
      readonly bucketId: number;
      readonly options: string;
      readonly scan: string;
      readonly paused: number;
    };
    const row = context.row(find, id) as Row | undefined;
    if (row === undefined) {
      const detail = `There is no batch ${id} to add to`;
      throw new TransferError({ code: 'database-failed', detail });
    }
    const options: UploadOptions = requireColumn(row.options, 'upload options');
    const scan: ScanOptions = requireColumn(row.scan, 'scan options');
    const takesOver = scan.takeOver === true;
    return { id, bucketId: row.bucketId, options, takesOver, isPaused: row.paused === 1 };
  };

  return {
    keysOf: (batchId, files) =>
      files.map(({ path, relativePath }) => {
        const key = context.value(findKey, batchId, path, relativePath);
        return typeof key === 'string' ? key : undefined;
      }),

    filesMissing: (batchId, { batchId: earlier, root, after }) => {
      const begin = after ?? { ...fromStart, path: root };
      const { where, parameters, end } = rowsAfter(context, earlier, begin);
      const files = context.rows<MissingFiles['files'][number]>(
        `SELECT source_path AS path, relative_path AS relativePath, key
          FROM transfers AS t INDEXED BY transfers_by_source
          WHERE ${where} AND ${isMissing}`,
        ...[...parameters, root, root, root, batchId],
      );
      // Paths that begin like the root stand together.
      const isLast = end?.path.startsWith(root) !== true;
      return { files, ...(!isLast && { after: end }) };
    },

    addTransfers: (batchId, transfers) => {
      const batch = addingBatch(batchId);
      const folderOf = folderFinder(context, batchId);
      const revive =
        'UPDATE batches SET may_live = 1, ended_at = NULL WHERE id = ? AND may_live = 0';
      context.run(revive, batchId);
      let taken = nothingTakenOver;
      for (const portion of portionsOf(transfers)) {
        taken = sumTakenOver(taken, store(batch, admit(batch, portion, folderOf)));
      }
      return taken;
    },
  };
}
