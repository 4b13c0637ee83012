import type { Counters } from '../../engine/ports/transfer-store.ts';

/** The four states of the tray icon. */
export type TrayFace = 'idle' | 'active' | 'paused' | 'attention';

export interface TrayFacts {
  readonly counters: Counters;
  /** A condition lasts that a person can end. */
  readonly blocked: boolean;
  /** The engine failed. */
  readonly stopped: boolean;
}

/** Attention comes before active, and active before paused and idle. */
export function trayFace(facts: TrayFacts): TrayFace {
  const { states } = facts.counters;
  if (facts.stopped || facts.blocked) return 'attention';
  if (states.failed.files > 0) return 'attention';
  if (states.uploading.files + states.verifying.files > 0) return 'active';
  if (states.paused.files > 0 && states.queued.files === 0) return 'paused';
  return states.queued.files + states.waiting.files > 0 ? 'active' : 'idle';
}

/** The share of the queue that has arrived, 0 to 1; `undefined` for an empty queue. */
export function overallProgress(counters: Counters): number | undefined {
  const { queued, uploading, verifying, waiting, paused, done } = counters.states;
  const alive = queued.bytes + uploading.bytes + verifying.bytes + waiting.bytes + paused.bytes;
  if (alive === 0) return undefined;
  const sent = Math.max(0, counters.bytesSent - done.bytes);
  return Math.min(1, sent / alive);
}
