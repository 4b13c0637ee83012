import { formatSize } from '../../../shared/text/units.ts';
import { timeLeft } from './event-text.ts';
import { printable } from '../../../shared/text/printable.ts';
import type { ProgressEvent, RunningFile } from './run-event.ts';
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
