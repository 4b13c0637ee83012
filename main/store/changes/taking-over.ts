import { isDeepStrictEqual } from 'node:util';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';
import type { TakenOver } from '../../../shared/upload/taken-over.ts';
import type { NewTransfer } from '../../engine/ports/transfer-store.ts';
import { parseIdentity, requireColumn } from '../operations/transfer-rows.ts';
import { dropCheckpoint, queueSpoolRemoval } from './checkpoints.ts';
import type { StoreContext } from '../operations/store-context.ts';
import {
  isFinal,
  isRunning,
  type StateName,
  type TransferState,
} from '../../../shared/transfer-state.ts';

/** A row with the same bucket and key as another row. */
export interface SameObject {
  readonly id: number;
  readonly batchId: number;
  readonly kind: string;
  readonly state: StateName;
  /** The wait reason of a waiting row. */
  readonly why: string | null;
  readonly path: string;
  /** Identity as JSON, as it is stored. */
  readonly identity: string | null;
}

/** True when this Ferry or another program sends the row now. */
function isOnTheWay({ state, why }: SameObject): boolean {
  return isRunning(state) || (state === 'waiting' && why === 'handed-over');
}

/**
 * Decides the state of a new row from the existing rows for its object. The same row may exist
 * already from a scan before a crash; then the result is not stored.
 *
 * @param takesOver true when the new row replaces other rows that do not run
 */
export function admitTransfer(
  transfer: NewTransfer,
  identity: string | null,
  batchId: number,
  sameObject: readonly SameObject[],
  takesOver: boolean,
): TransferState {
  if (transfer.state.name !== 'queued') return transfer.state;
  if (sameObject.some((other) => other.batchId === batchId)) {
    const detail = 'Another file of the same batch has this object key';
    return { name: 'failed', error: { code: 'key-collision', detail } };
  }
  const waitsElsewhere = sameObject.some(
    (other) =>
      (takesOver ? isOnTheWay(other) : !isFinal(other.state)) &&
      other.path === transfer.source.path &&
      other.identity === identity,
  );
  return waitsElsewhere ? { name: 'skipped', reason: 'already-queued' } : transfer.state;
}

/** The rows of other batches that a new row for the same object replaces. */
export function rowsToTakeOver(
  batchId: number,
  sameObject: readonly SameObject[],
): readonly SameObject[] {
  return sameObject.filter(
    (other) => other.batchId !== batchId && !isFinal(other.state) && !isOnTheWay(other),
  );
}

/** A batch that takes over unfinished rows of other batches. */
interface TakingBatch {
  readonly id: number;
  readonly options: UploadOptions;
}

/**
 * True when an upload begun under `before` may continue under `now`. The number of parallel parts
 * is no property of an object. An absent part size in `now` is no request to change it.
 */
function goesOnWith(before: UploadOptions, now: UploadOptions): boolean {
  const { parallel: _before, partSize: sizeBefore, ...objectBefore } = before;
  const { parallel: _now, partSize: sizeNow, ...objectNow } = now;
  return (
    isDeepStrictEqual(objectBefore, objectNow) && (sizeNow === undefined || sizeNow === sizeBefore)
  );
}

/** Moves the upload of the old row to the new row. The old row then has no checkpoint. */
function moveCheckpoint(context: StoreContext, from: number, to: number): void {
  context.run(
    `UPDATE OR FAIL transfers
      SET (bytes_sent, attempts) = (SELECT bytes_sent, attempts FROM transfers WHERE id = ?)
      WHERE id = ?`,
    from,
    to,
  );
  const uploadId = context.value('SELECT upload_id FROM checkpoints WHERE transfer_id = ?', from);
  // Two checkpoints must never name the same upload, not even for a moment.
  context.run('UPDATE checkpoints SET upload_id = NULL WHERE transfer_id = ?', from);
  context.run(
    `INSERT INTO checkpoints
        (transfer_id, part_size, identity, upload_id, intended_at, completing)
      SELECT ?, part_size, identity, ?, intended_at, completing
        FROM checkpoints WHERE transfer_id = ?`,
    to,
    uploadId ?? null,
    from,
  );
  context.run('UPDATE parts SET transfer_id = ? WHERE transfer_id = ?', to, from);
  context.run('DELETE FROM checkpoints WHERE transfer_id = ?', from);
}

function isSameFile(one: string | null, other: string | null): boolean {
  const [before, now] = [parseIdentity(one), parseIdentity(other)];
  if (before === undefined || now === undefined) return one === other;
  return compareIdentity(before, now) !== 'changed';
}

/** Cancels a row and queues its clean-ups. */
function cancel(context: StoreContext, other: SameObject): void {
  dropCheckpoint(context, other.id, 'abort-upload');
  const change = `
    UPDATE OR FAIL transfers
      SET state = 'cancelled', why = NULL, until = NULL, error = NULL, error_code = NULL,
        bytes_sent = 0, updated_at = ?
      WHERE id = ?`;
  context.run(change, context.now, other.id);
  if (other.kind === 'blob') queueSpoolRemoval(context, other.path);
}

/**
 * Merges unfinished rows of other batches into a new row for the same object. It keeps the bytes
 * sent from the same file under the same options, and drops everything else.
 *
 * @param newId the row that was just added
 */
export function takeOver(
  context: StoreContext,
  batch: TakingBatch,
  newId: number,
  transfer: NewTransfer,
  identity: string | null,
  others: readonly SameObject[],
): TakenOver {
  context.stridedIds.clear();
  const taken = { files: 0, changed: 0, otherOptions: 0, cancelled: 0 };
  for (const other of others) {
    if (other.path !== transfer.source.path) {
      // Another file for the same object: sent later, it would overwrite the new one.
      cancel(context, other);
      taken.cancelled += 1;
      continue;
    }
    taken.files += 1;
    const stored = 'SELECT options FROM batches WHERE id = ?';
    const text = String(context.value(stored, other.batchId));
    const sameFile = isSameFile(other.identity, identity);
    const sameWish = goesOnWith(requireColumn(text, 'upload options'), batch.options);
    if (sameFile && sameWish) moveCheckpoint(context, other.id, newId);
    const begun = 'SELECT 1 FROM checkpoints WHERE transfer_id = ?';
    if (!sameFile) taken.changed += 1;
    else if (context.number(begun, other.id) !== undefined) taken.otherOptions += 1;
    // Cancelled first: only final rows are removed, and the counters follow each change of state.
    cancel(context, other);
    context.run('DELETE FROM transfers WHERE id = ?', other.id);
  }
  return taken;
}
