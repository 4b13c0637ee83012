import type { TransferFilter } from '../../../main/engine/ports/transfer-store.ts';
import type { Row } from './queue-state.ts';

function reasonOf({ state }: Row): string | undefined {
  if (state.name === 'waiting') return state.why;
  return state.name === 'skipped' ? state.reason : undefined;
}

/** Whether a filter shows the row; the simulation searches for nothing. */
export function matches(filter: TransferFilter, row: Row): boolean {
  const { states, batchId, errorCode, why } = filter;
  if (states !== undefined && !states.includes(row.state.name)) return false;
  if (batchId !== undefined && row.batchId !== batchId) return false;
  if (why !== undefined && reasonOf(row) !== why) return false;
  if (errorCode === undefined) return true;
  return row.state.name === 'failed' && row.state.error.code === errorCode;
}
