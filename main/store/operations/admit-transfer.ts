import { isFinal, isRunning } from '../../../shared/transfer-state.ts';
import type { StateName, TransferState } from '../../../shared/transfer-state.ts';
import type { NewTransfer } from '../../engine/ports/transfer-store.ts';

/** A row with the same bucket and key as another row. */
export interface SameObject {
  readonly id: number;
  readonly batchId: number;
  readonly kind: string;
  readonly state: StateName;
  readonly path: string;
  /** Identity as JSON, as it is stored. */
  readonly identity: string | null;
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
      (takesOver ? isRunning(other.state) : !isFinal(other.state)) &&
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
    (other) => other.batchId !== batchId && !isFinal(other.state) && !isRunning(other.state),
  );
}
