import { realpath, rm } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors.ts';
import { RunningFerryGone } from '../../control/client.ts';
import type { Batch } from '../../../shared/transfer.ts';
import { printable } from '../../../shared/text/printable.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { filesInUse } from '../../store/database/queue-files.ts';
import { databaseExists, databaseFile } from '../session/database-file.ts';
import { UsageError, type ExitCode } from '../words/exit-codes.ts';
import { unlessInterrupted } from '../run/interrupts.ts';
import type { ConflictAnswerer } from '../run/resolve-conflicts.ts';
import { proxyNotices, uploadNotices } from '../words/upload-notices.ts';
import { finalTallies, ownCounters } from '../report/totals.ts';
import { runQueue, type RowName } from '../run/run-queue.ts';
import { checkInputSize, inputError } from '../arguments/standard-input.ts';
import { planUpload, type UploadPlan } from '../arguments/upload-plan.ts';
import type { UploadFlags } from '../arguments/upload-flags.ts';
import { canAsk, withFerry, type FerryContext } from '../session/with-ferry.ts';
import type { World } from '../run/world.ts';

interface ConflictPlan {
  readonly policy: ConflictPolicy;
  readonly answerer: (own: () => number | undefined) => ConflictAnswerer;
}

/**
 * Without an explicit answer, Ferry overwrites no object. The engine skips identical objects. Ferry
 * asks the user about the others; without a terminal they fail with a message.
 */
function planConflicts(flags: UploadFlags, world: World): ConflictPlan {
  const mayAsk = canAsk(world, flags.json);
  const askAbout = (own: () => number | undefined): ConflictAnswerer =>
    flags.withUnfinished === true ? { kind: 'ask' } : { kind: 'ask', batchId: own };
  const { conflict } = flags;
  if (conflict !== undefined && conflict !== 'ask') {
    return {
      policy: conflict,
      answerer: (own) => (mayAsk ? askAbout(own) : { kind: 'unattended' }),
    };
  }
  if (mayAsk) return { policy: 'ask', answerer: askAbout };
  if (conflict === 'ask') {
    throw new UsageError(
      'There is no terminal on which --conflict ask could ask.',
      'Choose skip, skip-identical, newer, overwrite, rename or fail.',
    );
  }
  return {
    policy: 'ask',
    answerer: (own) => ({ kind: 'decided', policy: 'fail', batchId: own }),
  };
}

/** Turns an invalid object name into a UsageError, because a retry cannot fix the name. */
function asUsage(error: unknown): unknown {
  if (!(error instanceof TransferError)) return error;
  if (error.code !== 'options-invalid' && error.code !== 'key-invalid') return error;
  const { proposedKey } = error.record;
  return new UsageError(
    error.message,
    proposedKey === undefined ? 'See "ferry upload --help".' : `This would work: ${proposedKey}`,
  );
}

/** Copies standard input to disk. @throws InputError when copying fails. */
async function spoolInput({ world, ferry, interrupts }: FerryContext) {
  try {
    return await world.writeSpool(ferry.spoolFolder, world.stdin, interrupts.signal);
  } catch (error) {
    throw inputError(error, ferry.spoolFolder);
  }
}

/** Adds the batch. @throws UsageError when the engine rejects the plan. */
async function add(
  context: FerryContext,
  plan: UploadPlan,
  policy: ConflictPolicy,
): Promise<Batch> {
  const { ferry, interrupts } = context;
  const { destination, options, scanOptions, source } = plan;
  const common = { destination, options, conflictPolicy: policy };
  try {
    if (source.kind === 'paths') {
      const { paths: roots, key } = source;
      const request = { ...common, roots, scanOptions };
      return await ferry.engine.add(key === undefined ? request : { ...request, key });
    }
    const spool = await unlessInterrupted(interrupts, spoolInput(context));
    try {
      checkInputSize(spool.identity.size, source.allowEmpty);
      const takeOver = { scanOptions: { takeOver: true } };
      return await ferry.engine.addBlob({ ...common, ...takeOver, blobName: source.name, spool });
    } catch (error) {
      // The engine did not take over the file, so this command has to remove it.
      if (!(error instanceof RunningFerryGone)) await rm(spool.path, { force: true });
      throw error;
    }
  } catch (error) {
    throw asUsage(error);
  }
}

/**
 * @throws UsageError when the queue's database, or one of its files, is among the files to send.
 */
async function refuseOwnDatabase({ source }: UploadPlan, database: string): Promise<void> {
  if (source.kind !== 'paths') return;
  const real = async (file: string) => await realpath(file).catch(() => file);
  const files = (await databaseExists(database)) ? filesInUse(database) : [database];
  const own = new Set(await Promise.all(files.map(real)));
  const sent = await Promise.all(source.paths.map(real));
  if (sent.every((file) => !own.has(file))) return;
  throw new UsageError(
    `"${printable(database)}" cannot be both the file to upload and the database of the queue.`,
    'Give --db another file, or leave it out.',
  );
}

/** `ferry upload`: checks everything, sends OSS one request, and only then adds and sends files. */
export async function upload(
  named: readonly string[],
  flags: UploadFlags,
  world: World,
): Promise<ExitCode> {
  const conflicts = planConflicts(flags, world);
  const plan = await planUpload(named, flags, world);
  await refuseOwnDatabase(plan, databaseFile(world, flags.db));
  let batch: Batch | undefined;
  const withAll = flags.withUnfinished === true;
  const joining = { ownRowsOnly: !withAll, goesOn: true };
  return await withFerry(world, flags, joining, async (context) => {
    const { ferry, reporter, interrupts, resumeCommand } = context;
    // The Ferry that took this batch has ended since, so this command sends its files itself.
    const handedOver = batch;
    if (handedOver === undefined) {
      await ferry.engine.saveAccount(plan.account);
      const probe = ferry.engine.probe(plan.destination).catch((error: unknown) => {
        throw asUsage(error);
      });
      await unlessInterrupted(interrupts, probe);
      for (const notice of proxyNotices(flags, plan.account)) reporter.report(notice);
    }
    const before = await ferry.store.counters();
    let takesAll = false;
    const batches = (): number[] => (batch === undefined ? [] : [batch.id]);
    const run = {
      ...{ world, ferry, reporter, interrupts, resumeCommand, batches },
      conflicts: conflicts.answerer(() => batch?.id),
      owns: ({ batchId }: RowName) =>
        takesAll ? !ferry.handedOver.has(batchId) : batch === undefined || batch.id === batchId,
      counters: async () =>
        takesAll
          ? await ownCounters(ferry)
          : (await ferry.store.standing({ batchIds: batches() })).counters,
      // Rows that were final or paused before do not belong to this command.
      baseline: () => (takesAll ? { ...finalTallies(before), paused: before.states.paused } : {}),
      closingNotices: () => uploadNotices(context, plan.options, batch),
    };
    const next = async (): Promise<void> => {
      takesAll = true;
      await ferry.engine.takeAll();
    };
    return await runQueue(withAll ? { ...run, next } : run, async () => {
      await ferry.engine.start({ only: 'batches', ids: batches() });
      if (handedOver !== undefined) return;
      batch = await add(context, plan, conflicts.policy);
      const { source, to } = plan;
      const paths = source.kind === 'paths' ? source.paths : ['-'];
      reporter.report({ type: 'added', batch: batch.id, name: batch.name, to, paths });
    });
  });
}
