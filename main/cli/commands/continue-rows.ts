import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import {
  databaseExists,
  databaseFile,
  allBatches,
  hasUnfinishedRows,
  scanningBatches,
  allRows,
  unfinishedFiles,
} from '../session/with-queue.ts';
import { exitCodes, type ExitCode, UsageError } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';
import { runQueue, type QueueRun } from '../run/run-queue.ts';
import { reportNoWork } from '../report/command-output.ts';
import {
  finalTallies,
  tallyRows,
  tallyWithout,
  type Baseline,
  ownCounters,
} from '../report/follow-changes.ts';
import {
  type CommonFlags,
  type RunFlags,
  checkSelection,
  selectionFrom,
} from '../arguments/flags.ts';
import { withFerry, type FerryContext } from '../session/with-ferry.ts';
import type { Queue, World, CliFerry } from '../run/world.ts';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type { RetryChanges } from '../../engine/ports/transfer-store.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { ConflictAnswerer } from '../run/resolve-conflicts.ts';

export interface ResumeFlags extends CommonFlags, RunFlags {
  /** The answer for files that wait because their object exists. */
  readonly conflict?: Exclude<ConflictPolicy, 'ask'>;
}

async function nothingToResume(store: Queue): Promise<string> {
  const { files } = (await store.counters()).states.failed;
  if (files === 0) return 'Nothing to resume.';
  const them = files === 1 ? 'it' : 'them';
  return `Nothing to resume. ${plural(files, 'file')} failed earlier; try ${them} again with "ferry retry --all".`;
}

/** `ferry resume`: continues all unfinished and paused transfers. */
export async function resume(flags: ResumeFlags, world: World): Promise<ExitCode> {
  if (!(await databaseExists(databaseFile(world, flags.db)))) {
    reportNoWork(world, flags, 'Nothing to resume.');
    return exitCodes.done;
  }
  return await withFerry(world, flags, { goesOn: true }, async (context) => {
    const { ferry } = context;
    const batches = await allBatches(ferry.store);
    const cleanUps = await ferry.store.cleanupBacklog();
    if (!batches.some(hasUnfinishedRows) && cleanUps.count === 0) {
      reportNoWork(world, flags, await nothingToResume(ferry.store));
      return exitCodes.done;
    }
    const baseline = finalTallies(await ferry.store.counters());
    const scope = { batches: scanningBatches(batches), baseline };
    return await runQueue(laterRun(world, context, scope, flags.conflict), async () => {
      await ferry.engine.start();
      await ferry.engine.resume({ all: true });
    });
  });
}

export interface RetryFlags extends ResumeFlags {
  readonly all?: boolean;
  readonly error?: ErrorCode;
  /** Another object key for the one selected transfer. */
  readonly key?: string;
  /** In bytes. */
  readonly partSize?: number;
}

/** The failed rows of the selection. */
async function failedAmong(store: Queue, selection: TransferSelection): Promise<Tally> {
  if ('ids' in selection) return tallyRows(await store.transfers(selection.ids), 'failed');
  if (!('errorCode' in selection)) return (await store.counters()).states.failed;
  const groups = await store.failures();
  return groups.find(({ code }) => code === selection.errorCode) ?? { files: 0, bytes: 0 };
}

/** Ids of the failed rows of the selection. */
async function failedIds(store: Queue, selection: TransferSelection): Promise<readonly number[]> {
  if ('ids' in selection) return selection.ids;
  const { errorCode } = { errorCode: undefined, ...selection };
  const filter = { states: ['failed'] as const, ...(errorCode !== undefined && { errorCode }) };
  const ids: number[] = [];
  for await (const { id } of allRows(store, filter)) ids.push(id);
  return ids;
}

/**
 * The scope of a run of exactly these rows. When no other row is unfinished, the scope omits the
 * list of ids, which may be long.
 */
async function scopeOf(
  { joined, store }: CliFerry,
  selection: TransferSelection,
  failed: Tally,
): Promise<LaterScope> {
  const counters = await store.counters();
  const unfinished =
    joined || unfinishedFiles(counters) > 0 || (await store.unfinishedRoots()).length > 0;
  if ('ids' in selection || unfinished) {
    return { batches: [], baseline: {}, ids: await failedIds(store, selection) };
  }
  const before = finalTallies(counters);
  return {
    batches: scanningBatches(await allBatches(store)),
    baseline: {
      ...before,
      failed: tallyWithout(before.failed ?? failed, failed),
    },
  };
}

function changesFrom({ conflict, partSize }: RetryFlags): RetryChanges {
  return {
    ...(conflict === undefined ? {} : { conflictPolicy: conflict }),
    ...(partSize === undefined ? {} : { partSize }),
  };
}

async function retryUnderKey(context: FerryContext, id: number, key: string): Promise<void> {
  try {
    if (await context.ferry.engine.changeKey(id, key)) return;
  } catch (error) {
    if (!(error instanceof TransferError) || error.code !== 'key-invalid') throw error;
    throw new UsageError(error.message, `This would work: ${error.record.proposedKey ?? 'none'}`);
  }
  throw new UsageError(
    `The key of transfer ${id} cannot be changed now, or is taken.`,
    'Only failed and queued transfers can get another key. See "ferry status".',
  );
}

/** `ferry retry`: queues failed transfers again and works until everything is settled. */
export async function retry(
  ids: readonly number[],
  flags: RetryFlags,
  world: World,
): Promise<ExitCode> {
  const selection = selectionFrom({ ...flags, ids }, 'ids, --all or --error CODE');
  const [id] = ids;
  const { key } = flags;
  if (key !== undefined && (id === undefined || ids.length > 1)) {
    throw new UsageError('--key needs the id of one transfer.', 'Write: ferry retry ID --key KEY');
  }
  if (!(await databaseExists(databaseFile(world, flags.db)))) {
    reportNoWork(world, flags, 'Nothing to retry.');
    return exitCodes.done;
  }
  let handedOver: LaterScope | undefined;
  const joining = { ownRowsOnly: true, goesOn: true };
  return await withFerry(world, flags, joining, async (context) => {
    const { ferry } = context;
    // The Ferry that took these rows has ended since, so this command sends them itself.
    const before = handedOver;
    if (before === undefined) await checkSelection(ferry.store, selection);
    const failed = await failedAmong(ferry.store, selection);
    if (before === undefined && key === undefined && failed.files === 0) {
      reportNoWork(world, flags, 'Nothing to retry: no selected file has failed.');
      return exitCodes.done;
    }
    const scope = before ?? (await scopeOf(ferry, selection, failed));
    return await runQueue(laterRun(world, context, scope, flags.conflict), async () => {
      await ferry.engine.start(
        scope.ids === undefined ? undefined : { only: 'rows', ids: scope.ids },
      );
      if (before !== undefined) return;
      const named = scope.ids === undefined ? selection : { ids: scope.ids };
      if (key !== undefined && id !== undefined) await retryUnderKey(context, id, key);
      else await ferry.engine.retry(named, changesFrom(flags));
      handedOver = scope;
    });
  });
}

type Decision = Exclude<ConflictPolicy, 'ask'> | undefined;

/** The scope of a run of rows from earlier commands. */
interface LaterScope {
  readonly baseline: Baseline;
  /** Only these rows; the whole queue when absent. */
  readonly ids?: readonly number[];
  /** Batches whose scan is unfinished. */
  readonly batches: readonly number[];
}

/** A run of rows that an earlier command added. */
function laterRun(
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
