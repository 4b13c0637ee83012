/** Time, as the engine sees it. The simulation replaces it; nothing else in the engine tells time. */
export interface Clock {
  /** Wall clock in milliseconds since 1970. It may jump: only shown, stored, and used for `until`. */
  now(): number;
  /** Milliseconds since some fixed moment; never jumps, stands still while the computer sleeps. */
  monotonic(): number;
  /**
   * Resolves after `milliseconds` of monotonic time.
   * Rejects with `signal.reason` as soon as `signal` aborts.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Chance, so that a seed decides it in a simulation. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}
