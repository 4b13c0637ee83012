import type { TransferEvent } from '../../../shared/transfer-state.ts';
import type { StateFacts } from '../ports/transfer-store.ts';

/** How a run ended: the event for its row, and the facts written with it. */
export interface RunEnding {
  readonly event: TransferEvent;
  readonly facts?: StateFacts;
}
