import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { databaseExists, databaseFile } from '../session/database-file.ts';
import { exitCodes, type ExitCode } from '../words/exit-codes.ts';
import { allBatches, hasUnfinishedRows, scanningBatches } from '../session/find-batches.ts';
import { plural } from '../words/text-width.ts';
import { laterRun } from '../session/later-run.ts';
import { runQueue } from '../run/run-queue.ts';
import { reportNoWork } from '../words/command-output.ts';
import { finalTallies } from '../report/totals.ts';
import type { CommonFlags, RunFlags } from '../arguments/upload-flags.ts';
import { withFerry } from '../session/with-ferry.ts';
import type { Queue, World } from '../run/world.ts';

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
