import { isFinal, isRunning } from '../../../shared/transfer-state.ts';
import type { StateName, TransferState } from '../../../shared/transfer-state.ts';
import type { NewTransfer } from '../../engine/ports/transfer-store.ts';

/** A row that goes to the same bucket and key as another. */
export interface SameObject {
  readonly id: number;
  readonly batchId: number;
  readonly kind: string;
  readonly state: StateName;
  readonly path: string;
  /** JSON of the identity, as it is stored. */
  readonly identity: string | null;
}

/**
 * The state of a row to be, given the rows that have its object already. The row itself, from a
 * scan before a crash, may be among them: what is decided then is not stored.
 *
 * @param takesOver whether the new row takes the place of others that do not run
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

/** The rows of other batches whose place a new row for the same object takes. */
export function rowsToTakeOver(
  batchId: number,
  sameObject: readonly SameObject[],
): readonly SameObject[] {
  return sameObject.filter(
    (other) => other.batchId !== batchId && !isFinal(other.state) && !isRunning(other.state),
  );
}
