import type { Writable } from 'node:stream';

/** How often a pipe gets a line about work that goes on, in milliseconds. */
const pipeInterval = 5000;

/** Steps that stay, and between them one line that moves (on a terminal) or comes now and then. */
export interface LiveLine {
  /** A step: stays on the screen. */
  say(text: string): void;
  /** Where the step stands. */
  show(text: string): void;
}

/** @param monotonic milliseconds that never jump */
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
