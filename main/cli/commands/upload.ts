import { realpath, rm } from 'node:fs/promises';
import { TransferError } from '../../../shared/errors.ts';
import { printable } from '../../../shared/text/printable.ts';
import type { Batch, Account } from '../../../shared/transfer.ts';
import type { TakenOver } from '../../../shared/upload/taken-over.ts';
import type { ConflictPolicy, UploadOptions } from '../../../shared/upload/upload-options.ts';
import { RunningFerryGone } from '../../control/client.ts';
import { filesInUse } from '../../store/database/queue-files.ts';
import { bypassesProxy } from '../../transfer/connection/proxy-bypass.ts';
import { checkInputSize, inputError } from '../arguments/standard-input.ts';
import type { UploadFlags, RunFlags } from '../arguments/flags.ts';
import { planUpload, type UploadPlan } from '../arguments/upload-plan.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import { finalTallies, ownCounters } from '../report/follow-changes.ts';
import { unlessInterrupted } from '../run/interrupts.ts';
import type { ConflictAnswerer } from '../run/resolve-conflicts.ts';
import { runQueue, type RowName } from '../run/run-queue.ts';
import type { World } from '../run/world.ts';
import { canAsk, withFerry, type FerryContext } from '../session/with-ferry.ts';
import { databaseExists, databaseFile, unfinishedFiles } from '../session/with-queue.ts';
import { UsageError, type ExitCode } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';

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

function notice(code: NoticeEvent['code'], message: string, next?: string): NoticeEvent {
  const level = 'info';
  return { type: 'notice', level, code, message, ...(next === undefined ? {} : { next }) };
}

/** Reports the unfinished files that this upload names again. */
function takenOverNotices(taken: TakenOver): NoticeEvent[] {
  const { files, changed, otherOptions, cancelled } = taken;
  const fromBeginning = [
    ...(changed > 0 ? [`${plural(changed, 'file has', 'files have')} changed since`] : []),
    ...(otherOptions > 0
      ? [`${plural(otherOptions, 'file was', 'files were')} begun with other options`]
      : []),
  ];
  const again = fromBeginning.map((reason) => ` ${reason}: sent from the beginning.`).join('');
  return [
    ...(files > 0
      ? [
          notice(
            'already-queued',
            `${plural(files, 'unfinished file')} from before went on with this upload.${again}`,
          ),
        ]
      : []),
    ...(cancelled > 0
      ? [
          notice(
            'already-queued',
            `${plural(cancelled, 'unfinished upload')} of other files to the same object keys ${cancelled === 1 ? 'was' : 'were'} cancelled: this upload replaces them.`,
          ),
        ]
      : []),
  ];
}

/** Reports skipped files whose existing object keeps its own headers and metadata. */
async function unchangedNotices(
  { ferry }: FerryContext,
  options: UploadOptions,
  batch: Batch,
): Promise<NoticeEvent[]> {
  const { parallel: _parallel, partSize: _partSize, ...ofObjects } = options;
  if (Object.keys(ofObjects).length === 0) return [];
  const { total } = await ferry.store.page(
    { batchId: batch.id, why: 'identical' },
    { by: 'queue', descending: false },
    { offset: 0, limit: 0 },
  );
  if (total === 0) return [];
  return [
    notice(
      'options-not-applied',
      `${plural(total, 'object')} ${total === 1 ? 'was' : 'were'} there already and ${total === 1 ? 'keeps its' : 'keep their'} old options.`,
      'To send them again with the new options, add --conflict overwrite.',
    ),
  ];
}

/** Unfinished files of earlier uploads, which this upload leaves unchanged. */
async function leftNotices(context: FerryContext, batch: Batch): Promise<NoticeEvent[]> {
  const { ferry, resumeCommand } = context;
  // The running Ferry also works on other files; this command does not know which.
  if (ferry.joined) return [];
  const all = await ferry.store.counters();
  const own = await ferry.store.counters(batch.id);
  const paused = all.states.paused.files - own.states.paused.files;
  const left = unfinishedFiles(all) - unfinishedFiles(own) + paused;
  const roots = await ferry.store.unfinishedRoots();
  const folders = new Set(roots.map(({ batchId }) => batchId).filter((id) => id !== batch.id)).size;
  if (left <= 0 && folders === 0) return [];
  const what = left > 0 ? plural(left, 'unfinished file') : plural(folders, 'unfinished upload');
  return [
    notice(
      'left-unfinished',
      `${what} from earlier uploads ${(left > 0 ? left : folders) === 1 ? 'waits' : 'wait'}.`,
      `Continue them with: ${resumeCommand}`,
    ),
  ];
}

/** Notices at the end of an upload that do not concern its own files' results. */
async function uploadNotices(
  context: FerryContext,
  options: UploadOptions,
  batch: Batch | undefined,
): Promise<readonly NoticeEvent[]> {
  if (batch === undefined) return [];
  return [
    ...takenOverNotices(await context.ferry.engine.takenOver(batch.id)),
    ...(await unchangedNotices(context, options, batch)),
    ...(await leftNotices(context, batch)),
  ];
}

/** Says that Ferry ignores the requested proxy, because this computer needs no proxy. */
function proxyNotices(flags: RunFlags, account: Account): readonly NoticeEvent[] {
  if (flags.proxy?.mode !== 'manual') return [];
  const { hostname, port } = new URL(account.endpoint);
  if (!bypassesProxy(hostname, Number(port), [])) return [];
  const message = `${hostname} is reached without the proxy: it is this computer.`;
  return [{ type: 'notice', level: 'warning', code: 'proxy-not-used', message }];
}
