import { MultiBar } from 'cli-progress';
import type { SingleBar } from 'cli-progress';
import { styleText } from 'node:util';
import { fileLine, totalLine } from './bar-line.ts';
import { noticeLines, transferLine, waitingLine } from './event-text.ts';
import { addedLine } from './lines-reporter.ts';
import type { Reporter } from './run-report.ts';
import type { ProgressEvent, RunEvent, RunningFile } from './run-event.ts';
import { summaryLines } from './summary-text.ts';
import type { Output } from '../run/world.ts';

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
