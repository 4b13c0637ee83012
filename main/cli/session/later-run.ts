import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { ConflictAnswerer } from '../run/resolve-conflicts.ts';
import { type Baseline, ownCounters } from '../report/totals.ts';
import type { QueueRun } from '../run/run-queue.ts';
import type { FerryContext } from './with-ferry.ts';
import type { World } from '../run/world.ts';

type Decision = Exclude<ConflictPolicy, 'ask'> | undefined;

/** The scope of a run of rows from earlier commands. */
export interface LaterScope {
  readonly baseline: Baseline;
  /** Only these rows; the whole queue when absent. */
  readonly ids?: readonly number[];
  /** Batches whose scan is unfinished. */
  readonly batches: readonly number[];
}

/** A run of rows that an earlier command added. */
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

/** The source of conflict answers when this run has no upload command with a policy. */
function laterAnswerer(conflict: Decision, context: FerryContext): ConflictAnswerer {
  if (conflict !== undefined) return { kind: 'decided', policy: conflict };
  return { kind: context.mayAsk ? 'ask' : 'unattended' };
}
