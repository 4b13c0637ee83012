import { noticeLines, progressText, transferLine, waitingLine } from './event-text.ts';
import { plural } from '../words/text-width.ts';
import { printable, printablePath, printableJson } from '../../../shared/text/printable.ts';
import type { Reporter } from './run-report.ts';
import type { AddedEvent, RunEvent } from './run-event.ts';
import { summaryLines } from './summary-text.ts';
import type { Output } from '../run/world.ts';

/** Batches up to this size get a line for each file; larger ones a line every few seconds. */
const smallBatch = 200;
/** Milliseconds between two lines of progress. */
const linesInterval = 5000;

/** The line about a new batch. */
export function addedLine({ paths, to }: AddedEvent): string {
  const first = paths[0];
  const what =
    paths.length === 1 && first !== undefined ? printablePath(first) : plural(paths.length, 'path');
  return `Uploading ${what} to ${printable(to)}`;
}

/** Plain lines, for a pipe or a log file: no colour, no cursor movement. */
export function createLinesReporter(output: Output, monotonic: () => number): Reporter {
  let lastProgress = monotonic();
  let total = 0;
  const write = (...lines: readonly string[]): void => {
    if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
  };

  function report(event: RunEvent): void {
    switch (event.type) {
      case 'added':
        write(addedLine(event));
        break;
      case 'progress':
        total = event.files.total;
        if (monotonic() - lastProgress < linesInterval) return;
        lastProgress = monotonic();
        write(progressText(event));
        break;
      case 'transfer': {
        const line = transferLine(event);
        if (line !== undefined && (total <= smallBatch || event.state === 'failed')) write(line);
        break;
      }
      case 'waiting':
        write(waitingLine(event));
        break;
      case 'notice':
        write(...noticeLines(event));
        break;
      case 'summary':
        break;
    }
  }

  return {
    report,
    finish(runReport) {
      write(...summaryLines(runReport));
    },
    suspend() {
      // Nothing to do: lines leave nothing on the terminal that a question could disturb.
    },
    resume() {
      // Nothing to do, as in `suspend`.
    },
  };
}

/** Milliseconds between two events of progress. */
const jsonInterval = 250;

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
        if (monotonic() - lastProgress < jsonInterval) return;
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
