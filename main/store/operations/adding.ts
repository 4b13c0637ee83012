import { TransferError } from '../../../shared/errors.ts';
import type { TransferState } from '../../../shared/transfer-state.ts';
import type { NewTransfer } from '../../engine/ports/transfer-store.ts';
import { formatIdentity } from '../rows/json-columns.ts';
import { stateColumns } from '../rows/state-columns.ts';
import type { StoreOperations } from '../store-calls.ts';
import { admitTransfer } from './admit-transfer.ts';
import type { SameObject } from './admit-transfer.ts';
import { queueSpoolRemoval } from './cleanup-queue.ts';
import type { StoreContext } from './store-context.ts';

const findSameObject = `
  SELECT batch_id AS batchId, state, source_path AS path, identity
    FROM transfers INDEXED BY transfers_by_object WHERE bucket_id = ? AND key = ?`;

const columns = [
  ...['batch_id', 'bucket_id', 'key', 'source_kind', 'source_path', 'source_name'],
  ...['relative_path', 'size', 'lane', 'identity', 'state', 'why', 'error', 'error_code'],
  ...['created_at', 'updated_at'],
];

function addRows(count: number): string {
  const row = `(${columns.map(() => '?').join(', ')})`;
  const rows = Array.from({ length: count }, () => row).join(', ');
  return `
    INSERT OR FAIL INTO transfers (${columns.join(', ')}) VALUES ${rows}
      ON CONFLICT (batch_id, source_path, source_kind, relative_path) DO NOTHING`;
}

/** A statement for many rows opens the table and its indexes once: a quarter less work a row. */
const portionSize = 100;
const addPortion = addRows(portionSize);
const addOne = addRows(1);

interface AdmittedRow {
  readonly transfer: NewTransfer;
  readonly state: TransferState;
  /** In the order of `columns`. */
  readonly values: readonly unknown[];
}

function* portionsOf(transfers: readonly NewTransfer[]): Generator<readonly NewTransfer[]> {
  for (let start = 0; start < transfers.length; start += portionSize) {
    yield transfers.slice(start, start + portionSize);
  }
}

export function addingOperations(context: StoreContext): Pick<StoreOperations, 'addTransfers'> {
  const admit = (
    batchId: number,
    bucketId: number,
    transfers: readonly NewTransfer[],
    isPaused: boolean,
  ): AdmittedRow[] => {
    const portion = new Map<string, readonly SameObject[]>();
    return transfers.map((transfer) => {
      const { source, key } = transfer;
      const identity = transfer.identity === undefined ? null : formatIdentity(transfer.identity);
      const stored = context.rows<SameObject>(findSameObject, bucketId, key);
      const before = portion.get(key) ?? [];
      const admitted = admitTransfer(transfer, identity, batchId, [...stored, ...before]);
      const state: TransferState =
        isPaused && admitted.name === 'queued' ? { name: 'paused' } : admitted;
      portion.set(key, [...before, { batchId, state: state.name, path: source.path, identity }]);
      const { why, error, errorCode } = stateColumns(state);
      const name = source.kind === 'blob' ? source.name : null;
      const values = [
        ...[batchId, bucketId, key, source.kind, source.path, name],
        ...[transfer.relativePath, transfer.size, transfer.lane, identity],
        ...[state.name, why, error, errorCode],
        ...[context.now, context.now],
      ];
      return { transfer, state, values };
    });
  };

  const store = (rows: readonly AdmittedRow[]): void => {
    const blobs = rows.some(({ transfer }) => transfer.source.kind === 'blob');
    if (rows.length === portionSize && !blobs) {
      context.run(addPortion, ...rows.flatMap(({ values }) => values));
      return;
    }
    for (const { transfer, state, values } of rows) {
      const added = context.run(addOne, ...values);
      // Of a blob that was there already, the spool file is still needed.
      if (added > 0 && transfer.source.kind === 'blob' && state.name === 'skipped') {
        queueSpoolRemoval(context, transfer.source.path);
      }
    }
  };

  return {
    addTransfers: (batchId, transfers) => {
      const findBucket = 'SELECT bucket_id FROM batches WHERE id = ?';
      const bucketId = context.number(findBucket, batchId);
      if (bucketId === undefined) {
        const detail = `There is no batch ${batchId} to add to`;
        throw new TransferError({ code: 'database-failed', detail });
      }
      const findPause = 'SELECT scan_paused FROM batches WHERE id = ?';
      const isPaused = context.number(findPause, batchId) === 1;
      for (const portion of portionsOf(transfers)) {
        store(admit(batchId, bucketId, portion, isPaused));
      }
    },
  };
}
