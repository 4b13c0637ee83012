import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { Settled, TransferView } from '../../engine/api.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { exitCodes, type ExitCode } from '../report/exit-codes.ts';
import { followChanges, type ChangeFollower, type Baseline } from '../report/follow-changes.ts';
import { resolveConflicts, type ConflictContext } from './resolve-conflicts.ts';
import {
  type CallbackFailure,
  listFailures,
  type Reporter,
  type RunReport,
  summarize,
} from '../report/run-report.ts';
import type { NoticeEvent } from '../report/run-event.ts';
import type { Queue } from './world.ts';

/** The fields that identify a row. */
export type RowName = Pick<Transfer, 'batchId' | 'id'>;

/** One run of the engine from the command line, until everything is settled. */
export interface QueueRun extends ConflictContext {
  /** Counters of the rows of this run and of the baseline rows. */
  readonly counters: () => Promise<Counters>;
  /** Whether a moving row belongs to this run. */
  readonly owns: (row: RowName) => boolean;
  /** Rows that do not belong to this run; read again for every report. */
  readonly baseline: () => Baseline;
  /** Batches to which this run may add rows; read at the end. */
  readonly batches: () => readonly number[];
  /** The command that continues the work, ready to type. */
  readonly resumeCommand: string;
  /** Starts the second step when the first work has settled. */
  readonly next?: () => Promise<void>;
  /** Notices that appear before the report. */
  readonly closingNotices: () => Promise<readonly NoticeEvent[]>;
}

/** Failed rows that one query reads. */
const pageSize = 1000;

/** Announces rows that failed during a scan, because they publish no update. */
async function announceFailures(
  run: QueueRun,
  since: number,
  follower: ChangeFollower,
): Promise<void> {
  for (const batchId of run.batches()) {
    for (let offset = 0; ; offset += pageSize) {
      const { rows } = await run.ferry.store.page(
        { states: ['failed'], batchId },
        { by: 'queue', descending: false },
        { offset, limit: pageSize },
      );
      for (const row of rows) if (row.createdAt >= since) follower.takeFailure(row);
      if (rows.length < pageSize) break;
    }
  }
}

/** Files that the patterns of these batches excluded. */
async function leftOut({ ferry, batches }: QueueRun): Promise<readonly LeftOut[]> {
  const all: LeftOut[] = [];
  for (const batchId of batches()) all.push(...(await ferry.engine.leftOut(batchId)));
  return all;
}

/** Works and answers conflicts until no file can move further. */
async function workUntilSettled(run: QueueRun): Promise<Settled | 'interrupted'> {
  const { ferry, interrupts } = run;
  let { next } = run;
  const postponed = new Set<number>();
  for (;;) {
    const settled = await Promise.race([interrupts.first, ferry.engine.settled()]);
    if (settled === 'interrupted') return settled;
    const asks = settled.waitingFor.includes('conflict');
    const answered = asks && (await resolveConflicts(run, postponed));
    if (interrupts.signal.aborted) return 'interrupted';
    if (answered) continue;
    if (next === undefined) return settled;
    await next();
    next = undefined;
  }
}

function exitCodeFor({ summary }: RunReport): ExitCode {
  if (summary.interrupted) return exitCodes.interrupted;
  const bad = summary.failed + summary.waiting + summary.callbackFailed + summary.unfinished;
  return bad > 0 ? exitCodes.failed : exitCodes.done;
}

/**
 * Runs the engine until everything is settled or a signal comes, and reports.
 *
 * @param begin starts the engine and gives it the work; an exception from it ends the run.
 */
export async function runQueue(run: QueueRun, begin: () => Promise<void>): Promise<ExitCode> {
  const { ferry, reporter, interrupts, world } = run;
  const startedAt = world.monotonic();
  const since = world.now();
  const callbacks = watchCallbacks(ferry.store, reporter);
  const follower = followChanges(run.baseline, reporter.report.bind(reporter), callbacks.onDone);
  const unsubscribe = ferry.engine.subscribe((update) => {
    follower.take({ ...update, changed: update.changed.filter(run.owns) });
  });
  interrupts.beforeExit = () => {
    reporter.suspend();
  };
  try {
    await begin();
    const outcome = await workUntilSettled(run);
    const interrupted = outcome === 'interrupted';
    // `stop` also publishes the last update, which announces the last files.
    await ferry.engine.stop();
    unsubscribe();
    const callbackFailures = await callbacks.failures();
    if (!interrupted) await announceFailures(run, since, follower);
    const { skipped } = follower;
    const scope = { baseline: run.baseline(), batches: run.batches(), since, skipped };
    const report: RunReport = {
      summary: await summarize(ferry.store, await run.counters(), scope, {
        callbackFailed: callbackFailures.length,
        leftOut: await leftOut(run),
        interrupted,
        seconds: Math.round(world.monotonic() - startedAt) / 1000,
      }),
      failures: interrupted ? [] : await listFailures(ferry.store, [...follower.failed]),
      waitingFor: interrupted ? [] : outcome.waitingFor,
      callbackFailures,
      resumeCommand: run.resumeCommand,
      joined: ferry.joined,
    };
    for (const notice of await run.closingNotices()) reporter.report(notice);
    reporter.finish(report);
    return exitCodeFor(report);
  } finally {
    unsubscribe();
    // After an error, restores the terminal before the caller prints the error.
    reporter.suspend();
  }
}

/**
 * Checks the callback responses of finished files: a failed callback leaves its object in place.
 */
interface CallbackWatch {
  readonly onDone: (view: TransferView) => void;
  /** The failed callbacks, once every callback response is checked. */
  failures(): Promise<readonly CallbackFailure[]>;
}

/** Asks the store about each finished row of a batch with a callback. */
function watchCallbacks(store: Queue, reporter: Reporter): CallbackWatch {
  const withCallback = new Map<number, Promise<boolean>>();
  const failures: CallbackFailure[] = [];
  const pending = new Set<Promise<void>>();

  async function hasCallback(batchId: number): Promise<boolean> {
    return (await store.batch(batchId))?.options.callback !== undefined;
  }

  async function checkCallback(view: TransferView): Promise<void> {
    const known = withCallback.get(view.batchId) ?? hasCallback(view.batchId);
    withCallback.set(view.batchId, known);
    if (!(await known)) return;
    const answer = (await store.details(view.id))?.result?.callback;
    if (answer === undefined || answer.ok) return;
    failures.push({ path: view.relativePath, error: answer.error });
    reporter.report({
      type: 'notice',
      level: 'warning',
      code: 'callback-failed',
      message: 'The object is stored, but its callback did not work.',
      id: view.id,
      path: view.relativePath,
      error: answer.error,
    });
  }

  return {
    onDone(view) {
      const task = checkCallback(view).finally(() => pending.delete(task));
      // `failures` awaits this task and throws its error.
      task.catch(() => undefined);
      pending.add(task);
    },
    async failures() {
      await Promise.all(pending);
      return failures;
    },
  };
}
