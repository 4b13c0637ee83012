import { TransferError } from '../../../shared/errors.ts';
import { isFinal } from '../../../shared/transfer-state.ts';
import type { StateName, TransferState } from '../../../shared/transfer-state.ts';
import type { NewTransfer } from '../../engine/ports/transfer-store.ts';
import { formatIdentity } from '../rows/json-columns.ts';
import { stateColumns } from '../rows/state-columns.ts';
import type { StoreOperations } from '../store-calls.ts';
import { queueSpoolRemoval } from './cleanup-queue.ts';
import type { StoreContext } from './store-context.ts';

interface SameObject {
  readonly batchId: number;
  readonly state: StateName;
  readonly path: string;
  readonly identity: string | null;
}

const findSameObject = `
  SELECT batch_id AS batchId, state, source_path AS path, identity
    FROM transfers INDEXED BY transfers_by_object WHERE bucket_id = ? AND key = ?`;

const addRow = `
  INSERT INTO transfers
      (batch_id, bucket_id, key, source_kind, source_path, source_name, relative_path, size, lane,
        identity, state, why, error, error_code, created_at, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (batch_id, source_path, source_kind) DO NOTHING`;

/**
 * The state of a row to be, given the rows that have its object already. The row itself, from a
 * scan before a crash, may be among them: what is decided then is not stored.
 */
function admit(
  transfer: NewTransfer,
  identity: string | null,
  batchId: number,
  sameObject: readonly SameObject[],
): TransferState {
  if (transfer.state.name !== 'queued') return transfer.state;
  if (sameObject.some((other) => other.batchId === batchId)) {
    const detail = 'Another file of the same batch has this object key';
    return { name: 'failed', error: { code: 'key-collision', detail } };
  }
  const waitsElsewhere = sameObject.some(
    (other) =>
      !isFinal(other.state) && other.path === transfer.source.path && other.identity === identity,
  );
  return waitsElsewhere ? { name: 'skipped', reason: 'already-queued' } : transfer.state;
}

export function addingOperations(context: StoreContext): Pick<StoreOperations, 'addTransfers'> {
  const add = (batchId: number, bucketId: number, transfer: NewTransfer): void => {
    const { source, key } = transfer;
    const identity = transfer.identity === undefined ? null : formatIdentity(transfer.identity);
    const sameObject = context.rows<SameObject>(findSameObject, bucketId, key);
    const state = stateColumns(admit(transfer, identity, batchId, sameObject));
    const added = context.run(
      addRow,
      batchId,
      bucketId,
      key,
      source.kind,
      source.path,
      source.kind === 'blob' ? source.name : null,
      transfer.relativePath,
      transfer.size,
      transfer.lane,
      identity,
      state.state,
      state.why,
      state.error,
      state.errorCode,
      context.now,
      context.now,
    );
    if (added > 0 && source.kind === 'blob' && state.state === 'skipped') {
      queueSpoolRemoval(context, source.path);
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
      for (const transfer of transfers) add(batchId, bucketId, transfer);
    },
  };
}
