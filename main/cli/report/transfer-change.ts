import type { Transfer } from '../../../shared/transfer.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { TransferChange } from './run-event.ts';

type StateFields = Pick<TransferChange, 'verified' | 'reason' | 'why' | 'until' | 'error'>;

function stateFields({ state }: Transfer): StateFields {
  switch (state.name) {
    case 'queued':
    case 'uploading':
    case 'verifying':
    case 'paused':
    case 'cancelled':
      return {};
    case 'waiting':
      return {
        why: state.why,
        ...(state.until === undefined ? {} : { until: state.until }),
        ...(state.error === undefined ? {} : { error: state.error }),
      };
    case 'done':
      return { verified: state.verified };
    case 'skipped':
      return { reason: state.reason };
    case 'failed':
      return { error: state.error };
    default:
      return assertNever(state, 'transfer state');
  }
}

/** The line of a transfer, as `--json` prints it. */
export function transferChange(transfer: Transfer): TransferChange {
  return {
    type: 'transfer',
    id: transfer.id,
    batch: transfer.batchId,
    path: transfer.relativePath,
    key: transfer.key,
    state: transfer.state.name,
    size: transfer.size,
    ...stateFields(transfer),
  };
}
