import { styleText } from 'node:util';
import { MultiBar, type SingleBar } from 'cli-progress';
import { noticeLines, timeLeft, transferLine, waitingLine } from './event-text.ts';
import { addedLine } from './plain-reporters.ts';
import type { Reporter } from './run-report.ts';
import type { ProgressEvent, RunEvent, RunningFile } from './run-event.ts';
import { summaryLines } from './summary-text.ts';
import type { Output } from '../run/world.ts';
import { formatSize } from '../../../shared/text/units.ts';
import { printable } from '../../../shared/text/printable.ts';
import { cutMiddle, padTo, textWidth } from '../words/text-width.ts';

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
