import type { ErrorRecord } from './errors.ts';

/** Whether the engine works. Paused or waiting uploads do not change it. */
export type EngineState =
  /** Not started yet, or ended in order. */
  | { readonly name: 'stopped' }
  | { readonly name: 'running' }
  /**
   * It cannot go on: nothing is sent and no command works until it is started again. What was
   * committed is on disk.
   */
  | { readonly name: 'failed'; readonly error: ErrorRecord };
