import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import { finalStates, type SkipReason, type WaitReason } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { countedSkips, type Baseline, tallyOf } from './follow-changes.ts';
import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { RunEvent, SummaryEvent } from './run-event.ts';
import type { Queue } from '../run/world.ts';

/** Failures with one cause. */
export interface FailureList {
  readonly code: ErrorCode;
  readonly files: number;
  readonly bytes: number;
  readonly example: ErrorRecord;
  /** The first failed paths, at most `shownPaths`. */
  readonly paths: readonly string[];
}

/** How a run ended, with the facts for the summary. */
export interface RunReport {
  readonly summary: SummaryEvent;
  readonly failures: readonly FailureList[];
  /** Wait reasons that only the user can end. */
  readonly waitingFor: readonly WaitReason[];
  /** Files whose callback failed. */
  readonly callbackFailures: readonly CallbackFailure[];
  /** The command that continues the work, ready to type. */
  readonly resumeCommand: string;
  /** Another process sends, and continues when this command is interrupted. */
  readonly joined: boolean;
}

export interface CallbackFailure {
  readonly path: string;
  readonly error: ErrorRecord;
}

/** The rows that a report covers: the rows that the command selected. */
interface ReportScope {
  readonly baseline: Baseline;
  /** Batches to which this run may have added rows. */
  readonly batches: readonly number[];
  /** Wall clock, milliseconds: rows that were added earlier publish an update when they change. */
  readonly since: number;
  /** Rows that this run skipped, as far as updates reported them. */
  readonly skipped: ReadonlyMap<number, SkipReason>;
}

/** The scope of the whole queue. */
export const wholeQueue: ReportScope = {
  baseline: {},
  batches: [],
  since: 0,
  skipped: new Map(),
};

/** The number of paths that the report lists for each cause. */
export const shownPaths = 20;

/** Rows that one query reads. */
const pageSize = 1000;

const inOrder = { by: 'queue', descending: false } as const;

function addTo(lists: Map<ErrorCode, FailureList>, transfer: Transfer): void {
  if (transfer.state.name !== 'failed') return;
  const { error } = transfer.state;
  const known = lists.get(error.code);
  const paths = known?.paths ?? [];
  lists.set(error.code, {
    code: error.code,
    files: (known?.files ?? 0) + 1,
    bytes: (known?.bytes ?? 0) + transfer.size,
    example: known?.example ?? error,
    paths: paths.length < shownPaths ? [...paths, transfer.relativePath] : paths,
  });
}

/** The failed rows among `ids`, grouped by cause, the most frequent cause first. */
export async function listFailures(store: Queue, ids: readonly number[]): Promise<FailureList[]> {
  const lists = new Map<ErrorCode, FailureList>();
  for (let start = 0; start < ids.length; start += pageSize) {
    const rows = await store.transfers(ids.slice(start, start + pageSize));
    for (const row of rows) addTo(lists, row);
  }
  return [...lists.values()].sort((one, other) => other.files - one.files);
}

/**
 * Why rows were skipped: the rows in `seen`, and rows without an update because a scan skipped
 * them. Counts at most `countedSkips`.
 */
async function countSkips(
  store: Queue,
  { batches, since, skipped: seen }: ReportScope,
): Promise<Partial<Record<SkipReason, number>>> {
  const reasons = new Map(seen);
  for (const batchId of batches) {
    const range = { offset: 0, limit: countedSkips };
    const { rows } = await store.page({ states: ['skipped'], batchId }, inOrder, range);
    for (const { id, state, createdAt } of rows) {
      if (state.name === 'skipped' && createdAt >= since) reasons.set(id, state.reason);
    }
  }
  const counts: Partial<Record<SkipReason, number>> = {};
  for (const reason of [...reasons.values()].slice(0, countedSkips)) {
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}

/**
 * The last event of a run, read from the database.
 *
 * @param counters the states of the rows in scope and of the baseline rows
 */
export async function summarize(
  store: Queue,
  counters: Counters,
  scope: ReportScope,
  facts: Pick<SummaryEvent, 'callbackFailed' | 'interrupted' | 'seconds'> &
    Partial<Pick<SummaryEvent, 'leftOut'>>,
): Promise<SummaryEvent> {
  const files = (state: keyof typeof counters.states): number =>
    tallyOf(counters, scope.baseline, state).files;
  const states = Object.keys(counters.states) as (keyof typeof counters.states)[];
  const settledStates: readonly string[] = [...finalStates, 'waiting', 'paused'];
  return {
    type: 'summary',
    done: files('done'),
    failed: files('failed'),
    skipped: files('skipped'),
    bytes: tallyOf(counters, scope.baseline, 'done').bytes,
    cancelled: files('cancelled'),
    waiting: files('waiting'),
    paused: files('paused'),
    unfinished: states
      .filter((state) => !settledStates.includes(state))
      .reduce((sum, state) => sum + files(state), 0),
    callbackFailed: facts.callbackFailed,
    skippedBecause: await countSkips(store, scope),
    leftOut: facts.leftOut ?? [],
    interrupted: facts.interrupted,
    seconds: facts.seconds,
  };
}

/** Shows a run: as JSON, as plain lines, or with progress bars. */
export interface Reporter {
  report(event: RunEvent): void;
  /** Prints the summary. The caller reports nothing afterwards. */
  finish(report: RunReport): void;
  /** Releases the terminal for a question. */
  suspend(): void;
  /** Takes the terminal back. */
  resume(): void;
}
