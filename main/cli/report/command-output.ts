import { noticeLines } from './run-text.ts';
import { printable, printableJson } from '../../../shared/text/printable.ts';
import { summarize, wholeQueue } from './run-report.ts';
import type { NoticeEvent, RunEvent, SummaryEvent } from './run-event.ts';
import type { CommonFlags } from '../arguments/flags.ts';
import type { Queue, World } from '../run/world.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import type { QueueRecovery } from '../../../shared/queue-recovery.ts';

const emptySummary: SummaryEvent = {
  type: 'summary',
  done: 0,
  failed: 0,
  skipped: 0,
  bytes: 0,
  cancelled: 0,
  waiting: 0,
  paused: 0,
  unfinished: 0,
  callbackFailed: 0,
  skippedBecause: {},
  leftOut: [],
  interrupted: false,
  seconds: 0,
};

/** Writes events of a command that does not run the engine; for `--json` only. */
export function writeJson(world: World, ...events: readonly (RunEvent | object)[]): void {
  for (const event of events) world.stdout.write(`${printableJson(event)}\n`);
}

/** Writes readable lines. */
export function writeLines(world: World, lines: readonly string[]): void {
  if (lines.length > 0) world.stdout.write(`${lines.join('\n')}\n`);
}

/** The message of a command that found nothing to do, which is not a failure. */
export function reportNoWork(world: World, flags: CommonFlags, message: string): void {
  const notice: NoticeEvent = { type: 'notice', level: 'info', code: 'nothing-to-do', message };
  if (flags.json === true) writeJson(world, notice, emptySummary);
  else writeLines(world, [message]);
}

/** Says how many rows changed, and with `--json` also the state of the queue. */
export async function reportChange(
  world: World,
  flags: CommonFlags,
  store: Queue,
  message: string,
  next?: string,
): Promise<void> {
  if (flags.json !== true) {
    writeLines(world, next === undefined ? [message] : [message, next]);
    return;
  }
  const step = next === undefined ? {} : { next };
  const facts = { callbackFailed: 0, interrupted: false, seconds: 0 };
  const summary = await summarize(store, await store.counters(), wholeQueue, facts);
  writeJson(world, { type: 'notice', level: 'info', code: 'changed', message, ...step }, summary);
}

/** A warning of a command that does not run the engine. */
export function reportNotice(world: World, flags: CommonFlags, notice: NoticeEvent): void {
  if (flags.json === true) writeJson(world, notice);
  else writeLines(world, noticeLines(notice));
}

/** Why a command failed: text on standard error, or a last summary with --json. */
export function reportFailure(world: World, json: boolean, notice: NoticeEvent): void {
  const lines = notice.next === undefined ? [notice.message] : [notice.message, notice.next];
  const safe = lines.flatMap((line) => line.split('\n')).map(printable);
  world.stderr.write(`${safe.join('\n')}\n`);
  if (!json) return;
  writeJson(world, notice, { ...emptySummary, interrupted: notice.code === 'interrupted' });
}

/** Says that the database was damaged, and what that means for uploads. */
export function recoveryNotice(recovery: QueueRecovery): NoticeEvent {
  return {
    type: 'notice',
    level: 'warning',
    code: 'database-recovered',
    message: messageOf(recovery),
    next: `The damaged file is kept: ${recovery.damagedCopy}`,
  };
}

function messageOf(recovery: QueueRecovery): string {
  switch (recovery.outcome) {
    case 'restored':
      return 'The database was damaged. Its last backup took its place: what was added since then must be added again, and what arrived since then may be sent once more.';
    case 'partly-read':
      return 'The last changes to the database were damaged and are lost; all before them was kept. What was added last may have to be added again, and what arrived last may be sent once more.';
    case 'begun-anew':
      return 'The database was damaged, and there was no backup. The queue begins empty: upload again, and what is finished is recognised.';
    default:
      return assertNever(recovery, 'recovery');
  }
}
