import { noticeLines } from '../report/event-text.ts';
import { printable, printableJson } from '../../../shared/printable.ts';
import { summarize, wholeQueue } from '../report/run-report.ts';
import type { NoticeEvent, RunEvent, SummaryEvent } from '../report/run-event.ts';
import type { CommonFlags } from '../arguments/upload-flags.ts';
import type { Queue, World } from '../run/world.ts';

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
export function tellNoWork(world: World, flags: CommonFlags, message: string): void {
  const notice: NoticeEvent = { type: 'notice', level: 'info', code: 'nothing-to-do', message };
  if (flags.json === true) writeJson(world, notice, emptySummary);
  else writeLines(world, [message]);
}

/** Says how many rows changed, and with `--json` also the state of the queue. */
export async function tellChanged(
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
export function tellNotice(world: World, flags: CommonFlags, notice: NoticeEvent): void {
  if (flags.json === true) writeJson(world, notice);
  else writeLines(world, noticeLines(notice));
}

/** Why a command failed: text on standard error, or a last summary with --json. */
export function tellFailure(world: World, json: boolean, notice: NoticeEvent): void {
  const lines = notice.next === undefined ? [notice.message] : [notice.message, notice.next];
  const safe = lines.flatMap((line) => line.split('\n')).map(printable);
  world.stderr.write(`${safe.join('\n')}\n`);
  if (!json) return;
  writeJson(world, notice, { ...emptySummary, interrupted: notice.code === 'interrupted' });
}
