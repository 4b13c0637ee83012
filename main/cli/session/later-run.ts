import type { ConflictPolicy } from '../../../shared/upload-options.ts';
import type { ConflictAnswerer } from '../run/resolve-conflicts.ts';
import { ownCounters } from '../run/own-counters.ts';
import type { QueueRun } from '../run/run-queue.ts';
import type { Baseline } from '../report/totals.ts';
import type { FerryContext } from './with-ferry.ts';
import type { World } from '../run/world.ts';

type Decision = Exclude<ConflictPolicy, 'ask'> | undefined;

/** What a run of earlier rows is about. */
export interface LaterScope {
  readonly baseline: Baseline;
  /** Only these rows; all of the queue when absent. */
  readonly ids?: readonly number[];
  /** Batches whose folders are not read to the end. */
  readonly batches: readonly number[];
}

/** A run of what an earlier command added. */
export function laterRun(
  world: World,
  context: FerryContext,
  scope: LaterScope,
  conflict: Decision,
): QueueRun {
  const { ferry, reporter, interrupts, resumeCommand } = context;
  const ids = scope.ids === undefined ? undefined : new Set(scope.ids);
  return {
    world,
    ferry,
    reporter,
    interrupts,
    resumeCommand,
    conflicts: laterAnswerer(conflict, context),
    owns: ids === undefined ? (row) => !ferry.handedOver.has(row.batchId) : ({ id }) => ids.has(id),
    counters: async () =>
      scope.ids === undefined
        ? await ownCounters(ferry)
        : (await ferry.store.standing({ ids: scope.ids })).counters,
    closingNotices: () => Promise.resolve([]),
    baseline: () => scope.baseline,
    batches: () => scope.batches,
  };
}

/** Who answers for waiting files when no upload command of this run has decided it. */
function laterAnswerer(conflict: Decision, context: FerryContext): ConflictAnswerer {
  if (conflict !== undefined) return { kind: 'decided', policy: conflict };
  return { kind: context.mayAsk ? 'ask' : 'nobody' };
}
