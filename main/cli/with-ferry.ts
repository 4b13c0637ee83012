import path from 'node:path';
import { createBarsReporter } from './bars-reporter.ts';
import { databaseFile, makeDatabaseFolder, resumeCommand } from './database-file.ts';
import type { ExitCode } from './exit-codes.ts';
import { watchInterrupts } from './interrupts.ts';
import type { Interrupts } from './interrupts.ts';
import { createJsonReporter } from './json-reporter.ts';
import { createLinesReporter } from './lines-reporter.ts';
import { openLogFile } from './log-file.ts';
import { recoveryNotice } from './recovery-notice.ts';
import type { Reporter } from './reporter.ts';
import { settingsFrom } from './upload-flags.ts';
import type { CommonFlags, RunFlags } from './upload-flags.ts';
import type { Ferry, World } from './world.ts';

/** What a command that needs the engine works with. */
export interface FerryContext {
  readonly world: World;
  readonly ferry: Ferry;
  readonly reporter: Reporter;
  readonly interrupts: Interrupts;
  readonly resumeCommand: string;
  /** A person sits at the terminal and can be asked. */
  readonly mayAsk: boolean;
  readonly databaseFile: string;
}

/** Bars on a terminal that can draw them, lines everywhere else, JSON when asked for. */
function chooseReporter(world: World, json: boolean | undefined): Reporter {
  if (json === true) return createJsonReporter(world.stdout, world.monotonic);
  if (world.stdout.isTTY === true && world.environment['TERM'] !== 'dumb') {
    return createBarsReporter(world.stdout);
  }
  return createLinesReporter(world.stdout, world.monotonic);
}

/** Whether questions can be asked and answered. */
export function canAsk(world: World, json: boolean | undefined): boolean {
  return json !== true && world.stdin.isTTY === true && world.stdout.isTTY === true;
}

/**
 * Opens the database and an engine on it for the time of one command, and closes both whatever
 * happens. The engine is not started yet.
 *
 * @throws TransferError for everything the database can refuse; UsageError for the log file.
 */
export async function withFerry(
  world: World,
  flags: CommonFlags & RunFlags,
  options: { readonly cleanUpsOnly?: boolean },
  body: (context: FerryContext) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = databaseFile(world, flags.db);
  await makeDatabaseFolder(file);
  const logFile =
    flags.log === undefined
      ? undefined
      : await openLogFile(path.resolve(world.workingDirectory, flags.log), world.now);
  const interrupts = watchInterrupts(world);
  const reporter = chooseReporter(world, flags.json);
  try {
    const ferry = await world.openFerry({
      databaseFile: file,
      environment: world.environment,
      settings: settingsFrom(flags),
      ...(logFile === undefined ? {} : { log: logFile.log }),
      ...options,
    });
    try {
      const { recovery } = ferry.store;
      if (recovery !== undefined) reporter.report(recoveryNotice(recovery));
      return await body({
        world,
        ferry,
        reporter,
        interrupts,
        resumeCommand: resumeCommand(flags.db),
        mayAsk: canAsk(world, flags.json),
        databaseFile: file,
      });
    } finally {
      await ferry.close();
    }
  } finally {
    interrupts.dispose();
    await logFile?.close();
  }
}
