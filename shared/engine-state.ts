import type { ErrorRecord } from './errors.ts';

/** The state of the engine. Paused or waiting uploads do not change it. */
export type EngineState =
  /** Not started yet, or stopped normally. */
  | { readonly name: 'stopped' }
  | { readonly name: 'running' }
  /**
   * The engine failed: it sends no request and accepts no command until it is started again.
   * Committed data is on disk.
   */
  | { readonly name: 'failed'; readonly error: ErrorRecord };

/**
 * What keeps Ferry from sending more requests at once.
 *
 * - `setting`: a limit that the user set, of requests or of bytes a second.
 * - `oss`: OSS answered 503, and Ferry restores its requests one by one.
 * - `line`: more requests at once moved no more bytes. The network or this computer is full.
 * - `disk`: the parts wait for bytes of their files. The disk or the share that they are on is slow.
 */
export type ConnectionLimit = 'setting' | 'oss' | 'line' | 'disk';

/** The requests of all uploads together. */
export interface ConnectionsView {
  /** Requests that may be on their way now, each on a connection of its own. */
  readonly count: number;
  /** Absent while nothing waits for a free connection, and while Ferry still tries more. */
  readonly limitedBy?: ConnectionLimit;
}
