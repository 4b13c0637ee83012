/**
 * Why the engine stopped a running transfer. It is the reason of the abort signal and tells the
 * catching code that the transfer did not fail.
 */
export type InterruptionCause =
  | 'pause'
  | 'cancel'
  /** The engine stops; the row stays queued on disk. */
  | 'stop'
  /** Sleep, or another network: the row starts again at once and no attempt is counted. */
  | 'restart'
  /** The account is blocked; the row waits with it. */
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

/** The error with which an aborted signal rejects. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Interruption('stop');
}
