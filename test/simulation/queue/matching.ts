import type { TransferFilter } from '../../../main/engine/ports/row-selection.ts';
import type { Row } from './queue-state.ts';

function reasonOf({ state }: Row): string | undefined {
  if (state.name === 'waiting') return state.why;
  return state.name === 'skipped' ? state.reason : undefined;
}

/** True when the filter matches the row. */
export function matches(filter: TransferFilter, row: Row): boolean {
  const { states, batchId, batchIds, errorCode, why, callbackFailed, search = '' } = filter;
  if (filter.within ?? filter.without) throw new Error('The simulated queue has no folders');
  if (states !== undefined && !states.includes(row.state.name)) return false;
  if (batchId !== undefined && row.batchId !== batchId) return false;
  if (batchIds?.includes(row.batchId) === false) return false;
  if (why !== undefined && reasonOf(row) !== why) return false;
  if (callbackFailed === true && row.result?.callback?.ok !== false) return false;
  const texts = [row.relativePath, row.key].map((text) => text.toLowerCase());
  if (!texts.some((text) => text.includes(search.toLowerCase()))) return false;
  if (errorCode === undefined) return true;
  return row.state.name === 'failed' && row.state.error.code === errorCode;
}
