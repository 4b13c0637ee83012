import type { ErrorCode, ErrorRecord } from '../../shared/errors.ts';
import type { SkipReason, WaitReason } from '../../shared/transfer-state.ts';
import { finalStates } from '../../shared/transfer-state.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { SummaryEvent } from './run-event.ts';
import { tallyOf } from './totals.ts';
import type { Baseline } from './totals.ts';
import type { Queue } from './world.ts';

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
}

export interface CallbackFailure {
  readonly path: string;
  readonly error: ErrorRecord;
}

/** Which rows a report is about. */
export interface ReportScope {
  readonly baseline: Baseline;
  /** Batches that are reported as a whole. */
  readonly batches: readonly number[];
  /** Rows of other batches that failed in this run. */
  readonly otherFailures: readonly number[];
}

/** How many paths of one cause are shown. */
export const shownPaths = 20;

/** How many skipped rows are looked at for their reasons. */
const countedSkips = 10_000;

const byUpdate = { by: 'updated', descending: false } as const;

function addTo(lists: Map<ErrorCode, FailureList>, failures: FailureList): void {
  const known = lists.get(failures.code);
  lists.set(
    failures.code,
    known === undefined
      ? failures
      : {
          ...known,
          files: known.files + failures.files,
          bytes: known.bytes + failures.bytes,
          paths: [...known.paths, ...failures.paths].slice(0, shownPaths),
        },
  );
}

function ofOne(transfer: Transfer): FailureList | undefined {
  if (transfer.state.name !== 'failed') return undefined;
  const { error } = transfer.state;
  const paths = [transfer.relativePath];
  return { code: error.code, files: 1, bytes: transfer.size, example: error, paths };
}

/** Failures of the scope by cause, the most frequent first. */
export async function listFailures(store: Queue, scope: ReportScope): Promise<FailureList[]> {
  const lists = new Map<ErrorCode, FailureList>();
  for (const batchId of scope.batches) {
    for (const { code, files, bytes, example } of await store.failures(batchId)) {
      const page = await store.page(
        { states: ['failed'], batchId, errorCode: code },
        { by: 'queue', descending: false },
        { offset: 0, limit: shownPaths },
      );
      const paths = page.rows.map(({ relativePath }) => relativePath);
      addTo(lists, { code, files, bytes, example: example.error, paths });
    }
  }
  for (const transfer of await store.transfers(scope.otherFailures)) {
    const failure = ofOne(transfer);
    if (failure !== undefined) addTo(lists, failure);
  }
  return [...lists.values()].sort((one, other) => other.files - one.files);
}

async function countSkips(
  store: Queue,
  batches: readonly number[],
): Promise<Partial<Record<SkipReason, number>>> {
  const counts: Partial<Record<SkipReason, number>> = {};
  for (const batchId of batches) {
    const range = { offset: 0, limit: countedSkips };
    const { rows } = await store.page({ states: ['skipped'], batchId }, byUpdate, range);
    for (const { state } of rows) {
      if (state.name === 'skipped') counts[state.reason] = (counts[state.reason] ?? 0) + 1;
    }
  }
  return counts;
}

/** The last event of a run, read from the database. */
export async function summarize(
  store: Queue,
  scope: ReportScope,
  facts: Pick<SummaryEvent, 'callbackFailed' | 'interrupted' | 'seconds'>,
): Promise<SummaryEvent> {
  const counters = await store.counters();
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
    skippedBecause: await countSkips(store, scope.batches),
    interrupted: facts.interrupted,
    seconds: facts.seconds,
  };
}
