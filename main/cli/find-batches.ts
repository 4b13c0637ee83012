import type { BatchSummary, Counters } from '../engine/ports/transfer-store.ts';
import { isFinal } from '../../shared/transfer-state.ts';
import type { StateName } from '../../shared/transfer-state.ts';
import { finalTallies } from './totals.ts';
import type { Baseline } from './totals.ts';
import type { Queue } from './world.ts';

/** More batches than this are not told apart; their totals still count. */
const mostBatches = 10_000;

/** All batches, newest first. */
export async function allBatches(store: Queue): Promise<readonly BatchSummary[]> {
  return await store.batches(mostBatches);
}

/** Files that are neither final nor paused: what the engine goes on with at once. */
export function unfinishedFiles({ states }: Counters): number {
  return (Object.keys(states) as StateName[])
    .filter((state) => !isFinal(state) && state !== 'paused')
    .reduce((sum, state) => sum + states[state].files, 0);
}

/** Whether a batch still has something to do. */
export function isUnfinished(batch: BatchSummary): boolean {
  return (
    batch.scan === 'scanning' ||
    unfinishedFiles(batch.counters) > 0 ||
    batch.counters.states.paused.files > 0
  );
}

/** The batches that a run is about, and the baseline that leaves all the others out. */
export interface BatchScope {
  readonly batches: readonly number[];
  readonly baseline: Baseline;
}

/** Batches with work left, and the baseline that leaves all the others out. */
export async function unfinishedScope(store: Queue): Promise<BatchScope> {
  const batches = await allBatches(store);
  return {
    batches: batches.filter(isUnfinished).map(({ id }) => id),
    baseline: finalTallies(
      batches.filter((batch) => !isUnfinished(batch)).map(({ counters }) => counters),
    ),
  };
}
