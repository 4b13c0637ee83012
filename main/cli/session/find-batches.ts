import type { BatchSummary, Counters, TransferFilter } from '../../engine/ports/transfer-store.ts';
import { isFinal } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { Queue } from '../run/world.ts';

/** The most batches that Ferry lists one by one; totals include the batches beyond it. */
const mostBatches = 10_000;

/** Rows that one query reads. */
const pageSize = 1000;

/** All batches, newest first. */
export async function allBatches(store: Queue): Promise<readonly BatchSummary[]> {
  return await store.batches(mostBatches);
}

/** All rows that match a filter, in an order that stays stable while uploads begin and end. */
export async function* allRows(store: Queue, filter: TransferFilter): AsyncGenerator<Transfer> {
  for (let offset = 0; ; offset += pageSize) {
    const range = { offset, limit: pageSize };
    const { rows } = await store.page(filter, { by: 'position', descending: false }, range);
    yield* rows;
    if (rows.length < pageSize) return;
  }
}

/** Files that are neither final nor paused: the engine continues them at once. */
export function unfinishedFiles({ states }: Counters): number {
  return (Object.keys(states) as StateName[])
    .filter((state) => !isFinal(state) && state !== 'paused')
    .reduce((sum, state) => sum + states[state].files, 0);
}

/** Whether a batch still has unfinished work. */
export function hasUnfinishedRows(batch: BatchSummary): boolean {
  return (
    batch.scan === 'scanning' ||
    unfinishedFiles(batch.counters) > 0 ||
    batch.counters.states.paused.files > 0
  );
}

/** Ids of the batches whose scan is unfinished. */
export function scanningBatches(batches: readonly BatchSummary[]): readonly number[] {
  return batches.filter(({ scan }) => scan === 'scanning').map(({ id }) => id);
}
