import type { Writable } from 'node:stream';

/** Interval in milliseconds between progress lines in a pipe. */
const pipeInterval = 5000;

/**
 * Prints permanent steps, and one progress line between them. A terminal updates that line in
 * place; a pipe gets a new line at intervals.
 */
export interface LiveLine {
  /** Prints a step, which stays on the screen. */
  say(text: string): void;
  /** Shows the progress of the step. */
  show(text: string): void;
}

/** @param monotonic a monotonic clock in milliseconds */
export function createLiveLine(
  output: Writable & { readonly isTTY?: boolean; readonly columns?: number },
  monotonic: () => number,
): LiveLine {
  const terminal = output.isTTY === true;
  let moving = false;
  let lastShown = monotonic();

  return {
    say(text) {
      output.write(`${moving ? '\r\u001b[K' : ''}${text}\n`);
      moving = false;
      lastShown = monotonic();
    },
    show(text) {
      if (terminal) {
        output.write(`\r\u001b[K  ${text.slice(0, (output.columns ?? 80) - 3)}`);
        moving = true;
      } else if (monotonic() - lastShown >= pipeInterval) {
        lastShown = monotonic();
        output.write(`  ${text}\n`);
      }
    },
  };
}
