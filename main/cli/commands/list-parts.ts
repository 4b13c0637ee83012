import { formatSize } from '../../../shared/text/units.ts';
import { exitCodes, type ExitCode } from '../words/exit-codes.ts';
import { plural } from '../words/text-width.ts';
import {
  readUnfinished,
  sizeOf,
  unreadableLines,
  uploadLines,
} from '../session/unfinished-uploads.ts';
import { writeJson, writeLines } from '../words/command-output.ts';
import type { PartsFlags } from '../arguments/upload-flags.ts';
import { withFerry } from '../session/with-ferry.ts';
import type { World } from '../run/world.ts';

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
