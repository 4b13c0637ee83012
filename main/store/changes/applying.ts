import { allowedFrom, stateAfter, type TransferEvent } from '../../../shared/transfer-state.ts';
import type { StateFacts } from '../../engine/ports/transfer-store.ts';
import { readState, stateColumns, type StateColumns } from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { dropCheckpoint, queueSpoolRemoval } from './checkpoints.ts';
import type { StoreContext } from '../operations/store-context.ts';

type ApplyingOperations = Pick<StoreOperations, 'apply' | 'addAttempt' | 'saveDamagedObject'>;

interface MovingRow extends StateColumns {
  readonly batchId: number;
  readonly folderId: number | null;
  readonly key: string;
  readonly sourceKind: string;
  readonly sourcePath: string;
  readonly size: number;
  readonly bytesSent: number;
  readonly attempts: number;
  readonly hasCheckpoint: number;
  /** 1 when a request of Ferry left its object damaged. */
  readonly isDamaged: number;
}

// Few rows have a checkpoint or a damaged object: looking costs less than deleting nothing.
const findRow = `
  SELECT batch_id AS batchId, folder_id AS folderId, state, why, until, error, key,
      source_kind AS sourceKind, source_path AS sourcePath, size, bytes_sent AS bytesSent, attempts,
      EXISTS (SELECT 1 FROM checkpoints AS c WHERE c.transfer_id = t.id) AS hasCheckpoint,
      EXISTS (SELECT 1 FROM damaged_objects AS d
        WHERE d.bucket_id = t.bucket_id AND d.key = t.key) AS isDamaged
    FROM transfers AS t WHERE id = ?`;

const moveRow = `
  UPDATE OR FAIL transfers
    SET state = ?, why = ?, until = ?, error = ?, error_code = ?, size = ?, bytes_sent = ?,
      attempts = ?, result = coalesce(?, result), updated_at = ?
    WHERE id = ?`;

const keptAttempts = 50;

/**
 * The default for the checkpoint: a state without a way out needs no checkpoint, and an unwanted
 * upload is aborted. After `finish` the upload has become the object.
 */
function checkpointAfter(
  event: TransferEvent,
  row: MovingRow,
  facts: StateFacts,
): 'abort-upload' | 'keep-upload' | undefined {
  if (facts.dropCheckpoint !== undefined) return facts.dropCheckpoint;
  if (event.type === 'finish') return 'keep-upload';
  const renamed = facts.key !== undefined && facts.key !== row.key;
  return event.type === 'cancel' || event.type === 'skip' || renamed ? 'abort-upload' : undefined;
}

function bytesAfter(
  event: TransferEvent,
  row: MovingRow,
  size: number,
  checkpoint: ReturnType<typeof checkpointAfter>,
): number {
  if (event.type === 'finish') return size;
  return checkpoint === undefined ? row.bytesSent : 0;
}

/**
 * A retry by a person restores the budget except for one attempt. That attempt records that a
 * request for this object may have arrived.
 */
function attemptsAfter(event: TransferEvent, row: MovingRow, facts: StateFacts): number {
  if (facts.attempts !== undefined) return facts.attempts;
  return event.type === 'retry' ? Math.min(row.attempts, 1) : row.attempts;
}

export function applyingOperations(context: StoreContext): ApplyingOperations {
  return {
    apply: (id, event, facts = {}) => {
      const row = context.row(findRow, id) as MovingRow | undefined;
      if (row === undefined || !allowedFrom[event.type].includes(readState(row).name)) return false;
      const checkpoint = checkpointAfter(event, row, facts);
      // Runs before the key changes, because the upload has the old key.
      if (checkpoint !== undefined && row.hasCheckpoint === 1) {
        dropCheckpoint(context, id, checkpoint);
      }
      const next = stateColumns(stateAfter(event));
      const size = facts.size ?? row.size;
      const bytesSent = bytesAfter(event, row, size, checkpoint);
      context.counts.begin();
      context.counts.changed(row, { ...row, state: next.state, size, bytesSent });
      context.run(
        moveRow,
        next.state,
        next.why,
        next.until,
        next.error,
        next.errorCode,
        size,
        bytesSent,
        attemptsAfter(event, row, facts),
        facts.result === undefined ? null : JSON.stringify(facts.result),
        context.now,
        id,
      );
      if (facts.key !== undefined && facts.key !== row.key) {
        context.run('UPDATE transfers SET key = ? WHERE id = ?', facts.key, id);
      }
      // The object was just verified to be the file.
      if (event.type === 'finish' && row.isDamaged === 1) forgetDamagedObject(context, id);
      const gone = event.type === 'finish' || event.type === 'skip' || event.type === 'cancel';
      if (gone && row.sourceKind === 'blob') queueSpoolRemoval(context, row.sourcePath);
      return true;
    },

    saveDamagedObject: (id, etag) => {
      if (etag === undefined) {
        forgetDamagedObject(context, id);
        return;
      }
      context.run(
        `INSERT OR REPLACE INTO damaged_objects (bucket_id, key, etag)
          SELECT bucket_id, key, ? FROM transfers WHERE id = ?`,
        etag,
        id,
      );
    },

    addAttempt: (id, attempt) => {
      const findLast = 'SELECT max(number) FROM failed_attempts WHERE transfer_id = ?';
      const number = (context.number(findLast, id) ?? 0) + 1;
      context.run(
        `INSERT INTO failed_attempts (transfer_id, number, at, error)
          SELECT id, ?, ?, ? FROM transfers WHERE id = ?`,
        number,
        attempt.at,
        JSON.stringify(attempt.error),
        id,
      );
      const forget = 'DELETE FROM failed_attempts WHERE transfer_id = ? AND number <= ?';
      context.run(forget, id, number - keptAttempts);
    },
  };
}

/** Records that the object of a row is not, or no longer, damaged by a request of Ferry. */
function forgetDamagedObject(context: StoreContext, id: number): void {
  context.run(
    `DELETE FROM damaged_objects
      WHERE (bucket_id, key) = (SELECT bucket_id, key FROM transfers WHERE id = ?)`,
    id,
  );
}
