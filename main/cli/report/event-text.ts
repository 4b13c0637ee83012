import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { SkipReason } from '../../../shared/transfer-state.ts';
import { formatDuration, formatSize } from '../../../shared/text/units.ts';
import { describeError, errorFacts } from '../words/describe-error.ts';
import { plural } from '../words/text-width.ts';
import { printable } from '../../../shared/text/printable.ts';
import type { NoticeEvent, ProgressEvent, TransferChange, WaitingEvent } from './run-event.ts';

/** Why a file was skipped, as the end of a sentence that begins with the number of files. */
export const skipWords: Record<SkipReason, string> = {
  exists: 'exists already',
  identical: 'identical already',
  'not-newer': 'not newer than the object',
  'already-queued': 'in the queue already',
  'symbolic-link': 'symbolic link',
  'special-file': 'special file',
  'folder-read': 'folder that was read again',
  'own-database': "Ferry's own database",
  gone: 'no longer there',
};

function facts(error: ErrorRecord): string {
  const text = errorFacts(error);
  return text === '' ? '' : ` (${text})`;
}

/** The line of a finished, skipped or failed file; `undefined` for changes that a log omits. */
export function transferLine(change: TransferChange): string | undefined {
  const path = printable(change.path);
  switch (change.state) {
    case 'done':
      return `done     ${path}  ${formatSize(change.size)}`;
    case 'failed': {
      if (change.error === undefined) return `failed   ${path}`;
      return `failed   ${path}: ${describeError(change.error).sentence}${facts(change.error)}`;
    }
    case 'skipped':
      return `skipped  ${path}${change.reason === undefined ? '' : `: ${skipWords[change.reason]}`}`;
    case 'cancelled':
      return `cancelled ${path}`;
    case 'queued':
    case 'uploading':
    case 'verifying':
    case 'waiting':
    case 'paused':
      return undefined;
    default:
      return assertNever(change.state, 'state');
  }
}

/** The line that the user reads while an account, or everything, waits. */
export function waitingLine(event: WaitingEvent): string {
  const words = event.error === undefined ? undefined : describeError(event.error);
  switch (event.why) {
    case 'offline':
      return `${words?.sentence ?? 'There is no network.'} Ferry waits and goes on by itself.`;
    case 'disk-full':
      return "The disk that holds Ferry's database is full. Ferry waits and continues when there is free space.";
    case 'over':
      return 'Ferry goes on.';
    case 'credentials':
    case 'proxy':
    case 'certificate':
    case 'public-endpoint':
    case 'suspended':
      return words === undefined
        ? 'The account cannot be used now.'
        : `${words.sentence} ${words.next}`;
    default:
      return assertNever(event.why, 'reason to wait');
  }
}

/** A sentence and its next step. */
export function noticeLines({ message, next }: NoticeEvent): string[] {
  return (next === undefined ? [message] : [message, next]).map(printable);
}

/** In seconds. A longer estimate only means that the measured speed is almost zero. */
const longestGuess = 4 * 86_400;

/** `3 min left`, once an estimate exists. */
export function timeLeft({ secondsLeft, scanning }: ProgressEvent): string[] {
  if (secondsLeft === undefined || scanning || secondsLeft > longestGuess) return [];
  return [`${formatDuration(secondsLeft)} left`];
}

/** `1,204 of 5,000 files, 1.2 GB of 4.0 GB, 11.2 MB/s, 3 min left`. */
export function progressText(event: ProgressEvent): string {
  const { files, bytes, speed, scanning } = event;
  const settled = files.done + files.skipped + files.failed + files.cancelled;
  return [
    `${settled.toLocaleString('en-US')} of ${plural(files.total, 'file')}${scanning ? ' so far' : ''}`,
    `${formatSize(bytes.sent)} of ${formatSize(bytes.total)}`,
    ...(speed > 0 ? [`${formatSize(speed)}/s`] : []),
    ...timeLeft(event),
    ...(files.failed > 0 ? [`${files.failed.toLocaleString('en-US')} failed`] : []),
  ].join(', ');
}
