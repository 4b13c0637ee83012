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
