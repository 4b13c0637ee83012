import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { formatDuration, formatSize } from '../../../shared/text/units.ts';
import { type ExitCode, exitCodes, UsageError } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';
import { writeJson, writeLines } from '../report/command-output.ts';
import type { PartsFlags } from '../arguments/flags.ts';
import { canAsk, type FerryContext, withFerry } from '../session/with-ferry.ts';
import type { World } from '../run/world.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { printable, printablePath } from '../../../shared/text/printable.ts';
import type { Destination } from '../../../shared/transfer.ts';
import { accountFrom } from '../arguments/account.ts';
import { unlessInterrupted } from '../run/interrupts.ts';
import { requireBucketName } from '../arguments/flag-values.ts';
import { type OwnedUpload, ownerOf, type UploadOwner } from '../session/other-queues.ts';

/** The unfinished uploads that the flags select, and the Ferry that owns each. */
interface UnfinishedUploads {
  readonly destination: Destination;
  readonly uploads: readonly OwnedUpload[];
  /** Databases of this user's other queues. */
  readonly databases: readonly string[];
  /** The unreadable ones among `databases`: they may own the uploads of unknown origin. */
  readonly unreadable: readonly string[];
}

/** Reads OSS first and the other queues second, so the queues already know each new upload. */
async function readUnfinished(
  context: FerryContext,
  flags: PartsFlags,
): Promise<UnfinishedUploads> {
  const { ferry, world, interrupts } = context;
  const bucket = requireBucketName(flags.bucket);
  const account = await accountFrom(flags, world.environment, bucket);
  await ferry.engine.saveAccount(account);
  const destination = { accountId: account.id, bucket, prefix: flags.prefix ?? '' };
  const all = await unlessInterrupted(interrupts, ferry.engine.unfinishedUploads(destination));
  const others = await world.otherQueues(context.databaseFile);
  const before = world.now() - (flags.olderThan ?? 0);
  return {
    destination,
    uploads: all
      .filter(({ initiated }) => initiated <= before)
      .map((upload) => ({ ...upload, owner: ownerOf(upload, bucket, others) })),
    databases: others.map(({ file }) => file),
    unreadable: others.filter(({ uploads }) => uploads === undefined).map(({ file }) => file),
  };
}

/** The size of all uploads in bytes. */
function sizeOf(uploads: readonly OwnedUpload[]): number {
  return uploads.reduce((sum, { size }) => sum + size, 0);
}

function ownerText(owner: UploadOwner): string {
  switch (owner.kind) {
    case 'this-queue':
      return 'in this queue';
    case 'other-queue':
      return `of another Ferry: ${printablePath(owner.file)}`;
    case 'unknown':
      return 'of no Ferry of yours';
    default:
      return assertNever(owner, 'owner of an upload');
  }
}

/** One readable line for each upload. */
function uploadLines(uploads: readonly OwnedUpload[], now: number): readonly string[] {
  return uploads.map(({ initiated, size, partCount, key, uploadId, owner }) => {
    const age = formatDuration(Math.max(0, now - initiated) / 1000);
    return `${formatSize(size).padStart(9)}  ${plural(partCount, 'part')}  ${age} old  ${printable(key)}  ${uploadId}  ${ownerText(owner)}`;
  });
}

/** Lines that name the unreadable databases. */
function unreadableLines(files: readonly string[]): readonly string[] {
  return files.map(
    (file) =>
      `This database of another Ferry cannot be read now, so its uploads count as of no Ferry of yours: ${printablePath(file)}`,
  );
}

/** `ferry parts list`: unfinished multipart uploads, which cost money and appear in no listing. */
export async function listParts(flags: PartsFlags, world: World): Promise<ExitCode> {
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const { uploads, unreadable } = await readUnfinished(context, flags);
    if (flags.json === true) {
      for (const upload of uploads) writeJson(world, { type: 'unfinished-upload', ...upload });
      writeJson(world, {
        type: 'summary',
        uploads: uploads.length,
        bytes: sizeOf(uploads),
        unreadable,
      });
      return exitCodes.done;
    }
    writeLines(world, [
      ...uploadLines(uploads, world.now()),
      `${plural(uploads.length, 'unfinished upload')}, ${formatSize(sizeOf(uploads))}.`,
      ...unreadableLines(unreadable),
    ]);
    return exitCodes.done;
  });
}

export interface AbortFlags extends PartsFlags {
  readonly unknown?: boolean;
  readonly ofDatabase?: string;
  readonly yes?: boolean;
}

/**
 * The uploads that the command names. An age selects only uploads that no queue of this user owns.
 */
type Named =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'database'; readonly file: string }
  | { readonly kind: 'unknown' };

const listHint = 'Look at them with "ferry parts list".';

async function namedBy(ids: readonly string[], flags: AbortFlags, world: World): Promise<Named> {
  const chosen: Named[] = [];
  if (ids.length > 0) chosen.push({ kind: 'ids', ids });
  if (flags.ofDatabase !== undefined) {
    const file = path.resolve(world.workingDirectory, flags.ofDatabase);
    chosen.push({ kind: 'database', file: await realpath(file).catch(() => file) });
  }
  if (flags.unknown === true) chosen.push({ kind: 'unknown' });
  const [only] = chosen;
  if (chosen.length > 1) {
    throw new UsageError(
      'Only one choice is possible.',
      'Give upload ids, --unknown or --of-database FILE.',
    );
  }
  if (only !== undefined) return only;
  if (flags.olderThan !== undefined) return { kind: 'unknown' };
  throw new UsageError(
    'It is not clear which unfinished uploads are meant.',
    `Give upload ids, --unknown, --older-than AGE or --of-database FILE. ${listHint}`,
  );
}

function withIds(ids: readonly string[], { uploads }: UnfinishedUploads): readonly OwnedUpload[] {
  const found = uploads.filter(({ uploadId }) => ids.includes(uploadId));
  const missing = ids.find((id) => !found.some(({ uploadId }) => uploadId === id));
  if (missing !== undefined) {
    throw new UsageError(`There is no such unfinished upload: ${missing}.`, listHint);
  }
  const ours = found.find(({ owner }) => owner.kind === 'this-queue');
  if (ours !== undefined) {
    throw new UsageError(
      `The upload ${ours.uploadId} is in this queue, which will finish it.`,
      'End it with "ferry cancel".',
    );
  }
  return found;
}

/**
 * An unreadable database may own any of these uploads, so Ferry aborts no unknown upload (ADR
 * 0009).
 */
function unknownOnes({ uploads, unreadable }: UnfinishedUploads): readonly OwnedUpload[] {
  const [file] = unreadable;
  if (file !== undefined) {
    throw new UsageError(
      `A database of another Ferry cannot be read, and some of these uploads may be its own: ${printablePath(file)}`,
      'Connect its disk or update this Ferry, or name the uploads by their ids.',
    );
  }
  return uploads.filter(({ owner }) => owner.kind === 'unknown');
}

function ofDatabase(file: string, found: UnfinishedUploads): readonly OwnedUpload[] {
  if (!found.databases.includes(file) || found.unreadable.includes(file)) {
    const what = found.databases.includes(file)
      ? 'cannot be read'
      : 'is of no other Ferry of yours';
    throw new UsageError(`This database ${what}: ${printablePath(file)}`, listHint);
  }
  return found.uploads.filter(({ owner }) => owner.kind === 'other-queue' && owner.file === file);
}

function select(named: Named, found: UnfinishedUploads): readonly OwnedUpload[] {
  switch (named.kind) {
    case 'ids':
      return withIds(named.ids, found);
    case 'unknown':
      return unknownOnes(found);
    case 'database':
      return ofDatabase(named.file, found);
  }
}

async function confirmed(world: World, sentence: string): Promise<boolean> {
  const lines = createInterface({ input: world.stdin, output: world.stdout });
  try {
    const answer = await lines.question(`${sentence} Abort them? [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Lines about the uploads that stay, and how the user can abort them. */
function keptLines(kept: readonly OwnedUpload[]): readonly string[] {
  const count = (kind: OwnedUpload['owner']['kind']) =>
    kept.filter(({ owner }) => owner.kind === kind).length;
  const [ours, others] = [count('this-queue'), count('other-queue')];
  return [
    ...(ours > 0
      ? [`Kept: ${ours} that this queue will finish; end them with "ferry cancel".`]
      : []),
    ...(others > 0
      ? [`Kept: ${others} of other Ferrys of yours; name them with --of-database or by id.`]
      : []),
  ];
}

/** `ferry parts abort`: frees the storage of exactly the unfinished uploads that the user named. */
export async function abortParts(
  ids: readonly string[],
  flags: AbortFlags,
  world: World,
): Promise<ExitCode> {
  const named = await namedBy(ids, flags, world);
  if (flags.yes !== true && !canAsk(world, flags.json)) {
    throw new UsageError(
      'Aborting uploads cannot be undone, and there is no terminal to ask on.',
      'Look at them with "ferry parts list", then give --yes.',
    );
  }
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const found = await readUnfinished(context, flags);
    const meant = select(named, found);
    const kept = found.uploads.filter((upload) => !meant.includes(upload));
    const sentence = `${plural(meant.length, 'unfinished upload')}, ${formatSize(sizeOf(meant))}.`;
    if (meant.length > 0 && flags.yes !== true) {
      writeLines(world, uploadLines(meant, world.now()));
      if (!(await confirmed(world, sentence))) return exitCodes.done;
    }
    for (const upload of meant) {
      const task = context.ferry.engine.abortUnfinished(found.destination, upload);
      await unlessInterrupted(context.interrupts, task);
      if (flags.json === true) writeJson(world, { type: 'aborted', ...upload });
    }
    const bytes = sizeOf(meant);
    if (flags.json === true) {
      writeJson(world, { type: 'summary', uploads: meant.length, bytes, kept: kept.length });
    } else writeLines(world, [`Aborted: ${sentence}`, ...keptLines(kept)]);
    return exitCodes.done;
  });
}
