import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import type { SkipReason, WaitReason } from '../../../shared/transfer-state.ts';
import { finalStates } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { countedSkips } from '../run/follow-changes.ts';
import type { Counters } from '../../engine/ports/transfer-store.ts';
import type { SummaryEvent } from './run-event.ts';
import { tallyOf } from './totals.ts';
import type { Baseline } from './totals.ts';
import type { Queue } from '../run/world.ts';

/** Failures with one cause. */
export interface FailureList {
  readonly code: ErrorCode;
  readonly files: number;
  readonly bytes: number;
  readonly example: ErrorRecord;
  /** The first of them, at most `shownPaths`. */
  readonly paths: readonly string[];
}

/** How a run ended, with what is said about it at the end. */
export interface RunReport {
  readonly summary: SummaryEvent;
  readonly failures: readonly FailureList[];
  /** What keeps waiting rows waiting, when only a person can end that. */
  readonly waitingFor: readonly WaitReason[];
  /** Files with a callback that did not work. */
  readonly callbackFailures: readonly CallbackFailure[];
  /** The command that goes on, to be typed as it is. */
  readonly resumeCommand: string;
  /** Another process sends, and goes on when this command is interrupted. */
  readonly joined: boolean;
}

export interface CallbackFailure {
  readonly path: string;
  readonly error: ErrorRecord;
}

/** Which rows a report is about: those that the command was asked for. */
export interface ReportScope {
  readonly baseline: Baseline;
  /** Batches to which this run may have added rows. */
  readonly batches: readonly number[];
  /** Wall clock, milliseconds: rows that were added before come with an update when they move. */
  readonly since: number;
  /** Rows that were skipped in this run, as far as updates told. */
  readonly skipped: ReadonlyMap<number, SkipReason>;
}

/** All that the queue holds. */
export const wholeQueue: ReportScope = {
  baseline: {},
  batches: [],
  since: 0,
  skipped: new Map(),
};

/** How many paths of one cause are shown. */
export const shownPaths = 20;

/** How many rows are read at a time. */
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

/** Those of these rows that have failed, by cause, the most frequent first. */
export async function listFailures(store: Queue, ids: readonly number[]): Promise<FailureList[]> {
  const lists = new Map<ErrorCode, FailureList>();
  for (let start = 0; start < ids.length; start += pageSize) {
    const rows = await store.transfers(ids.slice(start, start + pageSize));
    for (const row of rows) addTo(lists, row);
  }
  return [...lists.values()].sort((one, other) => other.files - one.files);
}

/**
 * Why rows were skipped: those of `seen`, and those that came with no update because a scan skipped
 * them. Counts `countedSkips` at most.
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
 * @param counters where the rows of the scope stand, and those of its baseline
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
