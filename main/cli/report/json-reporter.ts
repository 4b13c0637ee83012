import { printableJson } from '../../../shared/text/printable.ts';
import type { Reporter } from './run-report.ts';
import type { RunEvent } from './run-event.ts';
import type { Output } from '../run/world.ts';

/** Milliseconds between two lines of progress. */
const progressInterval = 250;

/** One JSON event a line, the summary last. */
export function createJsonReporter(output: Output, monotonic: () => number): Reporter {
  let lastProgress = Number.NEGATIVE_INFINITY;
  let withheld: RunEvent | undefined;
  const write = (event: RunEvent): void => {
    output.write(`${printableJson(event)}\n`);
  };
  return {
    report(event) {
      if (event.type === 'progress') {
        withheld = event;
        if (monotonic() - lastProgress < progressInterval) return;
        withheld = undefined;
        lastProgress = monotonic();
      }
      write(event);
    },
    finish({ summary }) {
      // The last progress agrees with the summary, even when it follows another one closely.
      if (withheld !== undefined) write(withheld);
      write(summary);
    },
    suspend() {
      // Nothing to do: with --json Ferry never asks a question.
    },
    resume() {
      // Nothing to do, as in `suspend`.
    },
  };
}
