import { assertNever } from '../../../shared/assert-never.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import { printable } from '../../../shared/text/printable.ts';
import { formatDuration, formatSize, formatElapsed } from '../../../shared/text/units.ts';
import type { SkipReason, WaitReason } from '../../../shared/transfer-state.ts';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import { describeError, errorFacts, errorWords } from './describe-error.ts';
import { plural } from './text-width.ts';
import type {
  NoticeEvent,
  ProgressEvent,
  TransferChange,
  WaitingEvent,
  SummaryEvent,
} from './run-event.ts';
import { shownPaths, type FailureList, type RunReport } from './run-report.ts';

/** Why a file was skipped, as the end of a sentence that begins with the number of files. */
const skipWords: Record<SkipReason, string> = {
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

function doneLine({ done, skipped, failed, bytes, seconds, leftOut }: SummaryEvent): string {
  if (done === 0 && skipped + failed === 0 && leftOut.length > 0) {
    return 'Nothing was uploaded: --include and --exclude left everything out.';
  }
  if (done === 0) return 'Nothing was uploaded.';
  const time = formatElapsed(seconds);
  return `Done: ${plural(done, 'file')}, ${formatSize(bytes)}, in ${time}. All checked against OSS's own checksums.`;
}

function skippedLine({ skipped, skippedBecause }: SummaryEvent): string[] {
  if (skipped === 0) return [];
  const reasons = Object.entries(skippedBecause).map(
    ([reason, count]) => `${count.toLocaleString('en-US')} ${skipWords[reason as SkipReason]}`,
  );
  const why = reasons.length === 0 ? '' : ` (${reasons.join(', ')})`;
  return [`Skipped: ${plural(skipped, 'file')}${why}.`];
}

function leftOutLine({ pattern, files, folders }: LeftOut): string {
  const counts = [
    files > 0 ? plural(files, 'file') : '',
    folders > 0 ? plural(folders, 'folder') : '',
  ];
  const what = counts.filter((count) => count !== '').join(' and ');
  const by = pattern === undefined ? 'no --include matches' : `--exclude "${printable(pattern)}"`;
  return `Left out: ${what} (${by}).`;
}

function failureLines({ code, files, example, paths }: FailureList): string[] {
  // One file: its own facts. Several files: the facts that they share.
  const words = files === 1 ? describeError(example) : errorWords[code];
  const facts = errorFacts(example);
  const more = files - Math.min(files, shownPaths);
  return [
    `  ${plural(files, 'file')}: ${words.sentence}`,
    `    ${words.next}`,
    ...(facts === '' ? [] : [`    ${files === 1 ? '' : 'For example: '}${facts}`]),
    ...paths.map((path) => `      ${printable(path)}`),
    ...(more > 0 ? [`      and ${more.toLocaleString('en-US')} more (ferry status --failed)`] : []),
  ];
}

const waitWords: Partial<Record<WaitReason, { sentence: string; next: string }>> = {
  credentials: {
    sentence: 'because OSS accepts no credentials now.',
    next: 'Set new ones in the environment or the profile, then run',
  },
  proxy: {
    sentence: 'because the proxy does not let Ferry through.',
    next: 'Put user name and password into HTTPS_PROXY, then run',
  },
  certificate: {
    sentence: 'because the certificate of the server cannot be trusted.',
    next: 'Check the endpoint, or set NODE_EXTRA_CA_CERTS, then run',
  },
  'public-endpoint': {
    sentence: 'because OSS takes no data of this account at the public endpoint.',
    next: 'Upload again through a domain that is bound to the bucket (--domain), or run',
  },
  suspended: {
    sentence: 'because OSS does not serve the account now.',
    next: 'Settle that in the console (overdue payments, a disabled user), then run',
  },
  conflict: {
    sentence: 'because an object of that name exists; choose what to do with --conflict.',
    next: 'Choose with --conflict skip, overwrite, newer, rename or fail:',
  },
  'handed-over': {
    sentence: 'because another program sends what "ferry handover" wrote down.',
    next: 'Run "ferry verify --batch N" when that program has finished; for all else run',
  },
};

function waitingLines({ summary, waitingFor, resumeCommand }: RunReport): string[] {
  if (summary.waiting === 0) return [];
  const words = waitingFor.map((why) => waitWords[why]).filter((entry) => entry !== undefined);
  if (words.length === 0) return [`Waiting: ${plural(summary.waiting, 'file')}.`];
  return words.flatMap(({ sentence, next }) => [
    `Waiting: ${plural(summary.waiting, 'file')}, ${sentence}`,
    `  ${next} ${resumeCommand}`,
  ]);
}

/** How many stored files have a failed callback, and what the user can do about it. */
export function callbackSentence(files: number): string[] {
  return [
    `Callback failed: ${plural(files, 'file is', 'files are')} stored, but the callback server did not answer as it should.`,
    '  Check the address in the callback file; the objects need not be sent again.',
  ];
}

function callbackLines({ callbackFailures }: RunReport): string[] {
  if (callbackFailures.length === 0) return [];
  return [
    ...callbackSentence(callbackFailures.length),
    ...callbackFailures
      .slice(0, shownPaths)
      .map(({ path, error }) => `      ${printable(path)}: ${errorFacts(error)}`),
  ];
}

/** The lines that the user reads at the end of a run. */
export function summaryLines(report: RunReport): string[] {
  const { summary, failures, resumeCommand, joined } = report;
  if (summary.interrupted) {
    const { done, skipped, failed, cancelled, waiting, paused, unfinished } = summary;
    const all = done + skipped + failed + cancelled + waiting + paused + unfinished;
    const count = `${done.toLocaleString('en-US')} of ${plural(all, 'file')} are done.`;
    if (joined) {
      return [
        `${count} This command only watched: the Ferry that is running goes on.`,
        'See how far it is with "ferry status", or stop it with "ferry pause".',
      ];
    }
    return [`Paused. ${count}`, `Continue with: ${resumeCommand}`];
  }
  return [
    doneLine(summary),
    ...skippedLine(summary),
    ...summary.leftOut.map(leftOutLine),
    ...(summary.paused > 0
      ? [`Paused: ${plural(summary.paused, 'file')}. Continue with: ${resumeCommand}`]
      : []),
    ...waitingLines(report),
    ...callbackLines(report),
    ...(summary.failed > 0 ? [`Failed: ${plural(summary.failed, 'file')}.`] : []),
    ...failures.flatMap(failureLines),
  ];
}
