import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { TransferError } from '../../../shared/errors.ts';
import { RunningFerryGone } from '../../control/client.ts';
import {
  createBarsReporter,
  createJsonReporter,
  createLinesReporter,
} from '../report/reporters.ts';
import { type ExitCode, UsageError } from '../report/exit-codes.ts';
import { type Interrupts, unlessInterrupted, watchInterrupts } from '../run/interrupts.ts';
import { recoveryNotice } from '../report/command-output.ts';
import type { Reporter } from '../report/run-report.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import { type CommonFlags, type RunFlags, settingsOfFlags } from '../arguments/flags.ts';
import type { CliFerry, OpenFerry, World } from '../run/world.ts';
import { logLine } from '../../../shared/log-line.ts';
import type { Log } from '../../engine/ports/system.ts';
import { databaseFile, makeDatabaseFolder, resumeCommand } from './with-queue.ts';

/** The context of a command that needs the engine. */
export interface FerryContext {
  readonly world: World;
  readonly ferry: CliFerry;
  readonly reporter: Reporter;
  readonly interrupts: Interrupts;
  readonly resumeCommand: string;
  /** True when the user sits at the terminal and can answer questions. */
  readonly mayAsk: boolean;
  readonly databaseFile: string;
}

/** Bars on a terminal that can draw them, JSON with --json, lines otherwise. */
function chooseReporter(world: World, json: boolean | undefined): Reporter {
  if (json === true) return createJsonReporter(world.stdout, world.monotonic);
  if (world.stdout.isTTY === true && world.environment['TERM'] !== 'dumb') {
    return createBarsReporter(world.stdout);
  }
  return createLinesReporter(world.stdout, world.monotonic);
}

/** Whether Ferry can ask questions on the terminal. */
export function canAsk(world: World, json: boolean | undefined): boolean {
  return json !== true && world.stdin.isTTY === true && world.stdout.isTTY === true;
}

/** How a command works with a Ferry that may already run. */
export interface FerryOptions {
  /** Takes no row from the queue and reads no folder. */
  readonly cleanUpsOnly?: boolean;
  /** When another Ferry runs, progress and end cover only rows that this command adds or takes. */
  readonly ownRowsOnly?: boolean;
  /** The command gets another Ferry when the joined Ferry ends before the command. */
  readonly goesOn?: boolean;
}

/** Only the process that sends can apply settings and a log file. */
function refuseRunFlags(flags: CommonFlags & RunFlags): void {
  if (Object.keys(settingsOfFlags(flags)).length === 0 && flags.log === undefined) return;
  throw new UsageError(
    'Ferry is running with this database already, so this command cannot decide how it sends and what it logs.',
    'Leave --jobs, --parts, --limit, --threshold, --retries, --idle-timeout, --proxy and --log out. "ferry limit" changes the speed of the Ferry that runs.',
  );
}

/**
 * Milliseconds. Timeout for a queue that is locked while no Ferry responds. A Ferry that starts or
 * stops needs less time.
 */
const lockTimeout = 3000;
const lockInterval = 100;

/** Joins the Ferry that works on the queue, or opens the queue. */
async function openOrJoin(world: World, open: OpenFerry, options: FerryOptions): Promise<CliFerry> {
  const { databaseFile: file, environment } = open;
  const ownRowsOnly = options.ownRowsOnly === true;
  const end = world.monotonic() + lockTimeout;
  for (;;) {
    const joined = await world.joinFerry({ databaseFile: file, environment, ownRowsOnly });
    if (joined !== undefined) return joined;
    try {
      return await world.openFerry(open);
    } catch (error) {
      const locked = error instanceof TransferError && error.code === 'database-locked';
      if (!locked || world.monotonic() > end) throw error;
    }
    await sleep(lockInterval);
  }
}

/**
 * Gives a command an engine for its duration: the engine of the running Ferry, or a new one that is
 * not started yet. Always closes the engine and the database afterwards.
 *
 * @param body called again with another engine when the joined engine ends (`options.goesOn`)
 * @throws TransferError for every database error; UsageError for the log file, and for flags that a
 *   running Ferry does not accept; RunningFerryGone; OtherFerryVersion
 */
export async function withFerry(
  world: World,
  flags: CommonFlags & RunFlags,
  options: FerryOptions,
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
  const open: OpenFerry = {
    databaseFile: file,
    environment: world.environment,
    settings: settingsOfFlags(flags),
    ...(logFile === undefined ? {} : { log: logFile.log }),
    ...(options.cleanUpsOnly === undefined ? {} : { cleanUpsOnly: options.cleanUpsOnly }),
  };

  async function runOnce(): Promise<ExitCode> {
    const ferry = await unlessInterrupted(interrupts, openOrJoin(world, open, options));
    try {
      if (ferry.joined) refuseRunFlags(flags);
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
  }

  try {
    for (;;) {
      try {
        return await runOnce();
      } catch (error) {
        if (!(error instanceof RunningFerryGone) || options.goesOn !== true) throw error;
        reporter.report(goesOnNotice);
      }
    }
  } finally {
    interrupts.dispose();
    await logFile?.close();
  }
}

const goesOnNotice: NoticeEvent = {
  type: 'notice',
  level: 'info',
  code: 'running-ferry-ended',
  message: 'The Ferry that was running has ended; this command goes on with its own files.',
};

/** A log of JSON lines, one entry each, with the time. */
interface LogFile {
  readonly log: Log;
  close(): Promise<void>;
}

/**
 * Opens a log file to append to. Entries have typed fields only, so no secret reaches the log.
 *
 * @param now milliseconds since 1970
 * @throws UsageError when the file cannot be written.
 */
export async function openLogFile(file: string, now: () => number): Promise<LogFile> {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 });
  try {
    await once(stream, 'open');
  } catch {
    throw new UsageError(
      'The log file cannot be written.',
      'Give --log a file in a folder that exists and is yours.',
    );
  }
  // A failed log write must not end an upload.
  stream.on('error', () => undefined);
  return {
    log: {
      write(level, entry) {
        stream.write(logLine(now(), level, entry));
      },
    },
    async close() {
      stream.end();
      await finished(stream).catch(() => undefined);
    },
  };
}
