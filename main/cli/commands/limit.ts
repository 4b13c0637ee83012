import { formatSize } from '../../../shared/text/units.ts';
import { exitCodes } from '../words/exit-codes.ts';
import type { ExitCode } from '../words/exit-codes.ts';
import { writeJson, writeLines } from '../words/command-output.ts';
import type { CommonFlags } from '../arguments/upload-flags.ts';
import { withFerry } from '../session/with-ferry.ts';
import type { World } from '../run/world.ts';

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
