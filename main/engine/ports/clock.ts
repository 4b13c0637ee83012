/** The only source of time in the engine; the simulation replaces it. */
export interface Clock {
  /**
   * Wall clock in milliseconds since 1970. It may jump: only shown, stored, and used for `until`.
   */
  now(): number;
  /**
   * Milliseconds since a fixed moment. It never jumps and stands still while the computer sleeps.
   */
  monotonic(): number;
  /**
   * Resolves after `milliseconds` of monotonic time.
   * Rejects with `signal.reason` as soon as `signal` aborts.
   */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Random numbers; a seed determines them in a simulation. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}
