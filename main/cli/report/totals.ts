import type { Counters } from '../../engine/ports/transfer-queries.ts';
import type { ProgressUpdate, TransferView } from '../../engine/api.ts';
import { finalStates, type StateName } from '../../../shared/transfer-state.ts';
import type { Tally, Transfer } from '../../../shared/transfer.ts';
import type { ProgressEvent, RunningFile } from './run-event.ts';
import type { CliFerry } from '../run/world.ts';

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
export function progressOf(
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
