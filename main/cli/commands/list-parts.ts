import { formatDuration, formatSize } from '../../../shared/text/units.ts';
import { type ExitCode, exitCodes } from '../words/exit-codes.ts';
import { plural } from '../words/text-width.ts';
import { writeJson, writeLines } from '../words/command-output.ts';
import type { PartsFlags } from '../arguments/upload-flags.ts';
import { type FerryContext, withFerry } from '../session/with-ferry.ts';
import type { World } from '../run/world.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { printable, printablePath } from '../../../shared/text/printable.ts';
import type { Destination } from '../../../shared/transfer.ts';
import { accountFrom } from '../arguments/account.ts';
import { unlessInterrupted } from '../run/interrupts.ts';
import { requireBucketName } from '../arguments/location.ts';
import { type OwnedUpload, ownerOf, type UploadOwner } from '../session/other-queues.ts';

/** The unfinished uploads that the flags select, and the Ferry that owns each. */
export interface UnfinishedUploads {
  readonly destination: Destination;
  readonly uploads: readonly OwnedUpload[];
  /** Databases of this user's other queues. */
  readonly databases: readonly string[];
  /** The unreadable ones among `databases`: they may own the uploads of unknown origin. */
  readonly unreadable: readonly string[];
}

/** Reads OSS first and the other queues second, so the queues already know each new upload. */
export async function readUnfinished(
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
export function sizeOf(uploads: readonly OwnedUpload[]): number {
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
export function uploadLines(uploads: readonly OwnedUpload[], now: number): readonly string[] {
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
