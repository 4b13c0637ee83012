import type { ErrorCode } from '../../../shared/errors.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { TransferSelection } from '../../engine/ports/transfer-store.ts';
import { databaseExists, databaseFile } from '../database-file.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { allBatches, isUnfinished } from '../find-batches.ts';
import type { BatchScope } from '../find-batches.ts';
import { laterRun } from '../later-run.ts';
import { runQueue } from '../run-queue.ts';
import { checkSelection, selectionFrom } from '../selection.ts';
import { tellNoWork } from '../tell.ts';
import { finalTallies } from '../totals.ts';
import { UsageError } from '../usage-error.ts';
import { withFerry } from '../with-ferry.ts';
import type { FerryContext } from '../with-ferry.ts';
import type { Queue, World } from '../world.ts';
import type { ResumeFlags } from './resume.ts';

export interface RetryFlags extends ResumeFlags {
  readonly all?: boolean;
  readonly error?: ErrorCode;
  /** Another object key for the one transfer that is named. */
  readonly key?: string;
}

/** Batches with failed rows that are meant, besides those that are unfinished anyway. */
async function scopeOf(store: Queue, selection: TransferSelection): Promise<BatchScope> {
  const named =
    'ids' in selection
      ? new Set((await store.transfers(selection.ids)).map(({ batchId }) => batchId))
      : undefined;
  const batches = await allBatches(store);
  const meant = batches.filter(
    (batch) =>
      isUnfinished(batch) ||
      (named === undefined ? batch.counters.states.failed.files > 0 : named.has(batch.id)),
  );
  const others = batches.filter((batch) => !meant.includes(batch));
  return {
    batches: meant.map(({ id }) => id),
    baseline: finalTallies(others.map(({ counters }) => counters)),
  };
}

async function countFailed(store: Queue, selection: TransferSelection): Promise<number> {
  if ('ids' in selection) {
    const rows = await store.transfers(selection.ids);
    return rows.filter(({ state }) => state.name === 'failed').length;
  }
  const groups = await store.failures();
  return groups
    .filter(({ code }) => !('errorCode' in selection) || code === selection.errorCode)
    .reduce((sum, { files }) => sum + files, 0);
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

/** `ferry retry`: sets failed transfers going again and works until everything is settled. */
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
    tellNoWork(world, flags, 'Nothing to retry.');
    return exitCodes.done;
  }
  return await withFerry(world, flags, {}, async (context) => {
    const { ferry } = context;
    await checkSelection(ferry.store, selection);
    if (key === undefined && (await countFailed(ferry.store, selection)) === 0) {
      tellNoWork(world, flags, 'Nothing to retry: none of these has failed.');
      return exitCodes.done;
    }
    const scope = await scopeOf(ferry.store, selection);
    return await runQueue(laterRun(world, context, scope, flags.conflict), async () => {
      await ferry.engine.start();
      if (key !== undefined && id !== undefined) await retryUnderKey(context, id, key);
      else await ferry.engine.retry(selection);
    });
  });
}
