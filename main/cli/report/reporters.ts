import { styleText } from 'node:util';
import { MultiBar, type SingleBar } from 'cli-progress';
import { printable, printablePath, printableJson } from '../../../shared/text/printable.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { Output } from '../run/world.ts';
import { plural, cutMiddle, padTo, textWidth } from './text-width.ts';
import type { AddedEvent, RunEvent, ProgressEvent, RunningFile } from './run-event.ts';
import type { Reporter } from './run-report.ts';
import {
  noticeLines,
  progressText,
  transferLine,
  waitingLine,
  summaryLines,
  timeLeft,
} from './run-text.ts';

/** Batches up to this size get a line for each file; larger ones a line every few seconds. */
const smallBatch = 200;
/** Milliseconds between two lines of progress. */
const linesInterval = 5000;

/** The line about a new batch. */
function addedLine({ paths, to }: AddedEvent): string {
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

function share(sent: number, total: number): number {
  return total === 0 ? 0 : Math.min(1, sent / total);
}

/** `[======------]`, `columns` wide. */
function bar(part: number, columns: number): string {
  const inner = Math.max(0, columns - 2);
  const filled = Math.floor(part * inner);
  return `[${'='.repeat(filled)}${'-'.repeat(inner - filled)}]`;
}

function percent(part: number): string {
  // Rounds down: 100 % appears only when every byte has arrived.
  return `${Math.floor(part * 100)}%`.padStart(5);
}

const barColumns = (columns: number): number => (columns >= 78 ? 20 : columns >= 56 ? 12 : 8);

/** The line of one running file, in at most `columns` columns. */
export function fileLine({ path, size, sent, speed }: RunningFile, columns: number): string {
  const part = share(sent, size);
  const right = `${bar(part, barColumns(columns))}${percent(part)} ${`${formatSize(speed)}/s`.padStart(9)}`;
  const left = columns - textWidth(right) - 3;
  if (left < 8) return cutMiddle(printable(path), columns);
  return `  ${padTo(cutMiddle(printable(path), left), left)} ${right}`;
}

/** The line of totals, in at most `columns` columns; it drops less important facts first. */
export function totalLine(event: ProgressEvent, columns: number): string {
  const { files, bytes, speed, scanning } = event;
  const part = share(bytes.sent, bytes.total);
  const settled = files.done + files.skipped + files.failed + files.cancelled;
  const head = `${bar(part, barColumns(columns))}${percent(part)}`;
  const facts = [
    `${settled.toLocaleString('en-US')}/${files.total.toLocaleString('en-US')}${scanning ? '+' : ''}`,
    ...(files.failed > 0 ? [`${files.failed.toLocaleString('en-US')} failed`] : []),
    `${formatSize(speed)}/s`,
    ...timeLeft(event),
    `${formatSize(bytes.sent)} of ${formatSize(bytes.total)}`,
  ];
  let line = head;
  for (const fact of facts) {
    if (textWidth(line) + textWidth(fact) + 2 > columns) break;
    line += `  ${fact}`;
  }
  return line;
}

/** Running files with their own bar; the other files count only in the total. */
const mostBars = 6;

interface Payload {
  line: string;
}

/**
 * Bars on a terminal: one line for everything and one for each running file. Failures and notices
 * scroll above the bars. The cursor stays hidden until the bars end.
 */
export function createBarsReporter(output: Output): Reporter {
  let bars: MultiBar | undefined;
  let drawn: { readonly bar: SingleBar; readonly payload: Payload }[] = [];
  let last: ProgressEvent | undefined;
  /** Events that arrived while a question had the terminal. */
  let held: RunEvent[] | undefined;
  // One column stays free, so no terminal wraps a full line.
  const columns = (): number => Math.max(20, (output.columns ?? 80) - 1);

  function start(): MultiBar {
    bars = new MultiBar({
      stream: output,
      format: (_options, _parameters, payload: Payload) => payload.line,
      hideCursor: true,
      clearOnComplete: true,
      // Lines above the bars move them, so unchanged bars need redrawing too.
      forceRedraw: true,
      gracefulExit: false,
    });
    return bars;
  }

  function stop(): void {
    // Without a last drawing, lines that wait to be written above the bars are lost.
    bars?.update();
    bars?.stop();
    bars = undefined;
    drawn = [];
  }

  function draw(lines: readonly string[]): void {
    const multi = bars ?? start();
    while (drawn.length > lines.length) {
      const surplus = drawn.pop();
      if (surplus !== undefined) multi.remove(surplus.bar);
    }
    for (const [index, line] of lines.entries()) {
      const known = drawn[index];
      if (known !== undefined) known.payload.line = line;
      else {
        const payload = { line };
        drawn.push({ bar: multi.create(1, 0, payload), payload });
      }
    }
  }

  function drawProgress(event: ProgressEvent): void {
    last = event;
    const shown = event.running
      .toSorted((one: RunningFile, other: RunningFile) => other.size - one.size)
      .slice(0, mostBars)
      .map((file) => fileLine(file, columns()));
    draw([totalLine(event, columns()), ...shown]);
  }

  function say(line: string, style?: 'red' | 'yellow'): void {
    const text = style === undefined ? line : styleText(style, line, { stream: output });
    if (bars === undefined) output.write(`${text}\n`);
    else bars.log(`${text}\n`);
  }

  function report(event: RunEvent): void {
    if (held === undefined) show(event);
    else if (event.type === 'progress') last = event;
    else held.push(event);
  }

  function release(): void {
    const events = held ?? [];
    held = undefined;
    for (const event of events) show(event);
  }

  function show(event: RunEvent): void {
    switch (event.type) {
      case 'added':
        say(addedLine(event));
        break;
      case 'progress':
        drawProgress(event);
        break;
      case 'transfer': {
        const line = event.state === 'failed' ? transferLine(event) : undefined;
        if (line !== undefined) say(line, 'red');
        break;
      }
      case 'waiting':
        say(waitingLine(event), event.why === 'over' ? undefined : 'yellow');
        break;
      case 'notice':
        for (const line of noticeLines(event)) say(line);
        break;
      case 'summary':
        break;
    }
  }

  return {
    report,
    finish(runReport) {
      release();
      stop();
      output.write(`${summaryLines(runReport).join('\n')}\n`);
    },
    suspend() {
      stop();
      held ??= [];
    },
    resume() {
      release();
      if (last !== undefined) drawProgress(last);
    },
  };
}
