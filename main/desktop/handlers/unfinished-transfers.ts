import { isFinal, type StateName } from '../../../shared/transfer-state.ts';
import type { BatchSummary } from '../../engine/ports/transfer-store.ts';

/** The number of transfers of an account that are not final. */
export function unfinishedTransfers(batches: readonly BatchSummary[], accountId: string): number {
  return batches
    .filter(({ destination }) => destination.accountId === accountId)
    .flatMap(({ counters }) => Object.entries(counters.states))
    .filter(([name]) => !isFinal(name as StateName))
    .reduce((sum, [, { files }]) => sum + files, 0);
}
