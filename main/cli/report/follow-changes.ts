import { isAccountCondition } from '../../../shared/condition.ts';
import {
  finalStates,
  type StateName,
  isFinal,
  isRunning,
  type SkipReason,
} from '../../../shared/transfer-state.ts';
import type { Tally, Transfer } from '../../../shared/transfer.ts';
import type { ProgressUpdate, TransferView } from '../../engine/api.ts';
import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { CliFerry } from '../run/world.ts';
import {
  type ProgressEvent,
  type RunningFile,
  type RunEvent,
  transferChange,
} from './run-event.ts';

/** Rows that were in the database before this run and do not belong to it, by state. */
export type Baseline = Readonly<Partial<Record<StateName, Tally>>>;

/** The final rows among `counters`, which the report of a run excludes. */
export function finalTallies({ states }: Counters): Baseline {
  return Object.fromEntries(finalStates.map((state) => [state, states[state]]));
}

/** The rows of `rows` in one state, summed up. */
export function tallyRows(rows: readonly Transfer[], name: StateName): Tally {
  const those = rows.filter(({ state }) => state.name === name);
  return { files: those.length, bytes: those.reduce((sum, { size }) => sum + size, 0) };
}

/** `all` without `some`. */
export function tallyWithout(all: Tally, some: Tally): Tally {
  return {
    files: Math.max(0, all.files - some.files),
    bytes: Math.max(0, all.bytes - some.bytes),
  };
}

/** The tally of one state without the baseline. */
export function tallyOf(counters: Counters, baseline: Baseline, state: StateName): Tally {
  return tallyWithout(counters.states[state], baseline[state] ?? { files: 0, bytes: 0 });
}

/** States whose bytes are sent or still to be sent; a progress bar uses their total. */
const counted = ['queued', 'uploading', 'verifying', 'waiting', 'paused', 'done'] as const;

function runningFile(view: TransferView): RunningFile {
  return {
    id: view.id,
    path: view.relativePath,
    size: view.size,
    sent: Math.min(view.bytesShown, view.size),
    speed: view.speed,
  };
}

/** The progress of a run, from the engine's update. Pure. */
function progressOf(
  update: ProgressUpdate,
  baseline: Baseline,
  running: readonly TransferView[],
): ProgressEvent {
  const tally = (state: StateName): Tally => tallyOf(update.counters, baseline, state);
  const states = Object.keys(update.counters.states) as StateName[];
  const files = Object.fromEntries(states.map((state) => [state, tally(state).files])) as Record<
    StateName,
    number
  >;
  const total = counted.reduce((sum, state) => sum + tally(state).bytes, 0);
  const onTheWay = running.reduce((sum, view) => sum + (view.bytesShown - view.bytesSent), 0);
  const sent = update.counters.bytesSent - (baseline.done?.bytes ?? 0) + onTheWay;
  return {
    type: 'progress',
    files: { ...files, total: states.reduce((sum, state) => sum + files[state], 0) },
    bytes: { sent: Math.min(Math.max(0, sent), total), total },
    speed: update.speed,
    ...(update.secondsLeft === undefined ? {} : { secondsLeft: update.secondsLeft }),
    scanning: update.scanning > 0,
    running: running.map(runningFile),
  };
}

/** The counters of the queue, without batches that other commands handed over to this engine. */
export async function ownCounters({ store, handedOver }: CliFerry): Promise<Counters> {
  const all = await store.counters();
  if (handedOver.size === 0) return all;
  const { counters: others } = await store.standing({ batchIds: [...handedOver] });
  const states = Object.keys(all.states) as StateName[];
  return {
    states: Object.fromEntries(
      states.map((state) => [state, tallyWithout(all.states[state], others.states[state])]),
    ) as Counters['states'],
    bytesSent: Math.max(0, all.bytesSent - others.bytesSent),
  };
}

/** The number of skipped rows whose reasons Ferry reads. */
export const countedSkips = 10_000;

/** Turns the engine's updates into announcements; announces each change once. */
export interface ChangeFollower {
  take(update: ProgressUpdate): void;
  /** Announces a failure that no update reported. */
  takeFailure(transfer: Transfer): void;
  /** Ids of the failed rows that were announced. */
  readonly failed: ReadonlySet<number>;
  /** Why rows were skipped, by id; for the first `countedSkips` rows. */
  readonly skipped: ReadonlyMap<number, SkipReason>;
}

/**
 * @param announce called synchronously, in the order of the changes.
 * @param onDone called with each row that becomes done.
 */
export function followChanges(
  baseline: () => Baseline,
  announce: (event: RunEvent) => void,
  onDone: (view: TransferView) => void,
): ChangeFollower {
  let revision = -1;
  /** Holds only moving rows, so that a queue of a million rows needs no memory here. */
  const states = new Map<number, StateName>();
  const failed = new Set<number>();
  const skipped = new Map<number, SkipReason>();
  const blocked = new Map<string, string>();

  function takeRow(view: TransferView): void {
    const state = view.state.name;
    const before = states.get(view.id);
    if (isFinal(state)) states.delete(view.id);
    else states.set(view.id, state);
    // A newly added row needs no announcement, and a batch may add a million rows.
    if (before === state || (before === undefined && state === 'queued')) return;
    if (state === 'failed') failed.add(view.id);
    if (view.state.name === 'skipped' && skipped.size < countedSkips) {
      skipped.set(view.id, view.state.reason);
    }
    announce(transferChange(view));
    if (state === 'done') onDone(view);
  }

  function takeBlocks(update: ProgressUpdate): void {
    const accounts = update.conditions.filter(isAccountCondition);
    const now = new Map<string, string>(accounts.map(({ accountId, kind }) => [accountId, kind]));
    for (const { accountId, kind, error } of accounts) {
      if (blocked.get(accountId) === kind) continue;
      announce({ type: 'waiting', why: kind, account: accountId, error });
    }
    if (update.conditions.some(({ kind }) => kind === 'disk-full')) {
      now.set('', 'disk-full');
      if (!blocked.has('')) announce({ type: 'waiting', why: 'disk-full' });
    }
    for (const account of blocked.keys()) {
      if (now.has(account)) continue;
      announce({ type: 'waiting', why: 'over', ...(account === '' ? {} : { account }) });
    }
    blocked.clear();
    for (const [account, why] of now) blocked.set(account, why);
  }

  return {
    failed,
    skipped,
    take(update) {
      if (update.revision <= revision) return;
      revision = update.revision;
      for (const view of update.changed) takeRow(view);
      takeBlocks(update);
      const running = update.changed.filter(({ state }) => isRunning(state.name));
      announce(progressOf(update, baseline(), running));
    },
    takeFailure(transfer) {
      if (failed.has(transfer.id)) return;
      failed.add(transfer.id);
      announce(transferChange(transfer));
    },
  };
}
