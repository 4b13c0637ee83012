import { setTimeout as sleep } from 'node:timers/promises';
import { assertNever } from '../../../shared/assert-never.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import {
  databaseExists,
  databaseFile,
  type QueueContext,
  withQueue,
} from '../session/with-queue.ts';
import { type ExitCode, exitCodes, UsageError } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';
import { checkSelection, selectionFrom, type CommonFlags } from '../arguments/flags.ts';
import { reportChange, reportNoWork, writeJson, writeLines } from '../report/command-output.ts';
import { type FerryContext, withFerry } from '../session/with-ferry.ts';
import type { OwnQueue, Queue, World } from '../run/world.ts';
import type { Interrupts } from '../run/interrupts.ts';
import { formatSize } from '../../../shared/text/units.ts';

export interface ChangeFlags extends CommonFlags {
  readonly batch?: number;
  readonly all?: boolean;
}

export interface ClearFlags extends CommonFlags {
  readonly done?: boolean;
  readonly failed?: boolean;
  readonly all?: boolean;
}

const ways = 'ids, --batch N or --all';

/** `ferry pause`: unfinished transfers stay as they are until `ferry resume`. Sends nothing. */
export async function pause(
  ids: readonly number[],
  flags: ChangeFlags,
  world: World,
): Promise<ExitCode> {
  const selection = selectionFrom({ ...flags, ids }, ways);
  const file = databaseFile(world, flags.db);
  if (!(await databaseExists(file))) {
    reportNoWork(world, flags, 'Nothing to pause.');
    return exitCodes.done;
  }
  return await withQueue(world, file, false, async (queue) => {
    await checkSelection(queue.store, selection);
    const count = await pauseIn(queue, selection);
    await reportChange(world, flags, queue.store, `Paused: ${plural(count, 'file')}.`);
    return exitCodes.done;
  });
}

/** Pauses on disk, or through the engine that runs. Resolves with the number of rows. */
export async function pauseIn(queue: QueueContext, selection: TransferSelection): Promise<number> {
  switch (queue.kind) {
    case 'joined':
      return await queue.engine.pause(selection);
    case 'idle':
      // Rows that ran when Ferry died count as running until the store recovers them.
      await queue.store.recover();
      return await queue.store.applyToAll(selection, { type: 'pause' });
    case 'copy':
      throw new TransferError({ code: 'database-locked' });
    default:
      return assertNever(queue, 'opened queue');
  }
}

/** Prints how many rows changed, and which clean-ups remain when OSS is unreachable. */
async function cleanUpAndTell(
  { ferry, world, interrupts }: FerryContext,
  flags: CommonFlags,
  message: string,
): Promise<ExitCode> {
  const left = await finishCleanUps(ferry.store, world, interrupts);
  await reportChange(
    world,
    flags,
    ferry.store,
    message,
    left === 0
      ? undefined
      : `${plural(left, 'unfinished upload')} could not be aborted at OSS now; every later "ferry resume" tries again.`,
  );
  return interrupts.signal.aborted ? exitCodes.interrupted : exitCodes.done;
}

async function endScans(store: OwnQueue, selection: TransferSelection): Promise<void> {
  if ('ids' in selection || 'errorCode' in selection || 'filter' in selection) return;
  for (const { batchId, root } of await store.unfinishedRoots()) {
    if ('all' in selection || selection.batchId === batchId) await store.finishRoot(batchId, root);
  }
}

/**
 * `ferry cancel`: ends transfers for good and aborts their uploads at OSS. Sends no other request.
 */
export async function cancel(
  ids: readonly number[],
  flags: ChangeFlags,
  world: World,
): Promise<ExitCode> {
  const selection = selectionFrom({ ...flags, ids }, ways);
  if (!(await databaseExists(databaseFile(world, flags.db)))) {
    reportNoWork(world, flags, 'Nothing to cancel.');
    return exitCodes.done;
  }
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const { ferry } = context;
    await checkSelection(ferry.store, selection);
    // A running engine ends its scans itself.
    if (!ferry.joined) {
      await endScans(ferry.store, selection);
      await ferry.engine.start();
    }
    const count = await ferry.engine.cancel(selection);
    return await cleanUpAndTell(context, flags, `Cancelled: ${plural(count, 'file')}.`);
  });
}

/** Final states that `ferry clear` removes. Without a flag: done, skipped and cancelled rows. */
function statesToClear(flags: ClearFlags): StateName[] {
  const given = [flags.done, flags.failed, flags.all].filter((flag) => flag === true).length;
  if (given > 1) {
    throw new UsageError('Only one choice is possible.', 'Give --done, --failed or --all.');
  }
  if (flags.all === true) return ['done', 'skipped', 'cancelled', 'failed'];
  return flags.failed === true ? ['failed'] : ['done', 'skipped', 'cancelled'];
}

/** `ferry clear`: removes final transfers. Objects stay; parts of failed uploads are aborted. */
export async function clear(flags: ClearFlags, world: World): Promise<ExitCode> {
  const states = statesToClear(flags);
  if (!(await databaseExists(databaseFile(world, flags.db)))) {
    reportNoWork(world, flags, 'Nothing to clear.');
    return exitCodes.done;
  }
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const { ferry } = context;
    const count = await ferry.store.remove({ all: true }, states);
    if (!ferry.joined) await ferry.engine.start();
    return await cleanUpAndTell(context, flags, `Forgotten: ${plural(count, 'file')}.`);
  });
}

/** Milliseconds between two checks of the clean-ups. */
const checkInterval = 100;
/** In milliseconds. A clean-up that is postponed beyond this timeout cannot succeed in this run. */
const cleanupTimeout = 5000;

/**
 * Waits while the engine aborts uploads on the server and removes spool files.
 *
 * @returns how many clean-ups remain because they cannot succeed now; the next run of Ferry retries
 *   them.
 */
export async function finishCleanUps(
  store: Queue,
  world: World,
  interrupts: Interrupts,
): Promise<number> {
  for (;;) {
    const { count, nextAt } = await store.cleanupBacklog();
    const putOff = nextAt !== undefined && nextAt > world.now() + cleanupTimeout;
    if (count === 0 || putOff || interrupts.signal.aborted) return count;
    await sleep(checkInterval, undefined, { signal: interrupts.signal }).catch(() => undefined);
  }
}

/**
 * `ferry limit`: sets the total bandwidth limit of the running Ferry, effective at once.
 *
 * @param bandwidthLimit bytes a second; `null` means no limit
 */
export async function limit(
  bandwidthLimit: number | null,
  flags: CommonFlags,
  world: World,
): Promise<ExitCode> {
  return await withFerry(world, flags, { cleanUpsOnly: true }, async ({ ferry }) => {
    await ferry.engine.setLimit(bandwidthLimit);
    if (flags.json === true) writeJson(world, { type: 'limit', bandwidthLimit });
    else {
      const sentence =
        bandwidthLimit === null ? 'No speed limit.' : `Limit: ${formatSize(bandwidthLimit)}/s.`;
      writeLines(world, [sentence]);
    }
    return exitCodes.done;
  });
}
