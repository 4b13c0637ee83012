/**
 * Why a running transfer was stopped from outside. It is the reason of the abort signal, so that
 * whoever catches it knows that nothing went wrong.
 */
export type InterruptionCause =
  | 'pause'
  | 'cancel'
  /** The engine stops; the row is queued on disk. */
  | 'stop'
  /** Sleep, or another network: begin again at once, nothing is counted. */
  | 'restart'
  /** The account cannot work now; the row waits with it. */
  | 'blocked'
  /** Another part of the same file failed for good. */
  | 'sibling';

export class Interruption extends Error {
  readonly why: InterruptionCause;

  constructor(why: InterruptionCause) {
    super(`Interrupted: ${why}`);
    this.name = 'Interruption';
    this.why = why;
  }
}

/** What an aborted signal rejects with. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Interruption('stop');
}
