import { createInterface } from 'node:readline/promises';
import { formatDuration, formatSize } from '../../../shared/units.ts';
import type { UnfinishedUpload } from '../../engine/face.ts';
import { accountFrom } from '../account.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ExitCode } from '../exit-codes.ts';
import { unlessInterrupted } from '../interrupted.ts';
import { checkBucketName } from '../location.ts';
import { plural } from '../plural.ts';
import { printable } from '../../../shared/printable.ts';
import { writeJson, writeLines } from '../tell.ts';
import type { AccountFlags, CommonFlags } from '../upload-flags.ts';
import { UsageError } from '../usage-error.ts';
import { canAsk, withFerry } from '../with-ferry.ts';
import type { FerryContext } from '../with-ferry.ts';
import type { World } from '../world.ts';

export interface PartsFlags extends CommonFlags, AccountFlags {
  readonly bucket: string;
  readonly prefix?: string;
  /** Milliseconds. */
  readonly olderThan?: number;
  readonly yes?: boolean;
}

function sizeOf(uploads: readonly UnfinishedUpload[]): number {
  return uploads.reduce((sum, { size }) => sum + size, 0);
}

function uploadLine(upload: UnfinishedUpload, now: number): string {
  const age = formatDuration(Math.max(0, now - upload.initiated) / 1000);
  const owner = upload.ownedByQueue ? '  in this queue' : '';
  return `${formatSize(upload.size).padStart(9)}  ${plural(upload.partCount, 'part')}  ${age} old  ${printable(upload.key)}  ${upload.uploadId}${owner}`;
}

async function read(context: FerryContext, flags: PartsFlags) {
  const { ferry, world, interrupts } = context;
  const bucket = checkBucketName(flags.bucket);
  const account = await accountFrom(flags, world.environment, bucket);
  await ferry.engine.saveAccount(account);
  const destination = { accountId: account.id, bucket, prefix: flags.prefix ?? '' };
  const all = await unlessInterrupted(interrupts, ferry.engine.unfinishedUploads(destination));
  const before = world.now() - (flags.olderThan ?? 0);
  return { destination, uploads: all.filter(({ initiated }) => initiated <= before) };
}

/** `ferry parts list`: unfinished multipart uploads, which cost money and appear in no listing. */
export async function listParts(flags: PartsFlags, world: World): Promise<ExitCode> {
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const { uploads } = await read(context, flags);
    if (flags.json === true) {
      for (const upload of uploads) writeJson(world, { type: 'unfinished-upload', ...upload });
      writeJson(world, { type: 'summary', uploads: uploads.length, bytes: sizeOf(uploads) });
      return exitCodes.done;
    }
    writeLines(world, [
      ...uploads.map((upload) => uploadLine(upload, world.now())),
      `${plural(uploads.length, 'unfinished upload')}, ${formatSize(sizeOf(uploads))}.`,
    ]);
    return exitCodes.done;
  });
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

/** `ferry parts abort`: frees what unfinished uploads hold. Those that this queue will finish stay. */
export async function abortParts(flags: PartsFlags, world: World): Promise<ExitCode> {
  if (flags.yes !== true && !canAsk(world, flags.json)) {
    throw new UsageError(
      'Aborting uploads cannot be undone, and nobody can be asked here.',
      'Look at them with "ferry parts list", then give --yes.',
    );
  }
  return await withFerry(world, flags, { cleanUpsOnly: true }, async (context) => {
    const { destination, uploads } = await read(context, flags);
    const abortable = uploads.filter(({ ownedByQueue }) => !ownedByQueue);
    const kept = uploads.length - abortable.length;
    const sentence = `${plural(abortable.length, 'unfinished upload')}, ${formatSize(sizeOf(abortable))}.`;
    if (abortable.length > 0 && flags.yes !== true) {
      writeLines(
        world,
        abortable.map((upload) => uploadLine(upload, world.now())),
      );
      if (!(await confirmed(world, sentence))) return exitCodes.done;
    }
    for (const upload of abortable) {
      const task = context.ferry.engine.abortUnfinished(destination, upload);
      await unlessInterrupted(context.interrupts, task);
      if (flags.json === true) writeJson(world, { type: 'aborted', ...upload });
    }
    const bytes = sizeOf(abortable);
    if (flags.json === true) {
      writeJson(world, { type: 'summary', uploads: abortable.length, bytes, kept });
    } else {
      writeLines(world, [
        `Aborted: ${sentence}`,
        ...(kept > 0
          ? [`Kept: ${kept} that this queue will finish; end them with "ferry cancel".`]
          : []),
      ]);
    }
    return exitCodes.done;
  });
}
