import type { ErrorRecord } from '../../../shared/errors.ts';
import type { StateName } from '../../../shared/transfer-state.ts';
import { formatSize } from '../../../shared/text/units.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { BatchSummary } from '../../engine/ports/transfer-queries.ts';
import type { TransferFilter } from '../../engine/ports/row-selection.ts';
import {
  databaseExists,
  databaseFile,
  allBatches,
  allRows,
  withQueue,
} from '../session/with-queue.ts';
import { describeError, errorFacts, errorWords } from '../report/describe-error.ts';
import { exitCodes, type ExitCode } from '../report/exit-codes.ts';
import { formatLocation } from '../arguments/flag-values.ts';
import { plural } from '../report/text-width.ts';
import { printable } from '../../../shared/text/printable.ts';
import {
  recoveryNotice,
  reportNoWork,
  reportNotice,
  writeJson,
  writeLines,
} from '../report/command-output.ts';
import { type NoticeEvent, transferChange } from '../report/run-event.ts';
import { summarize, wholeQueue } from '../report/run-report.ts';
import { callbackSentence } from '../report/run-text.ts';
import type { CommonFlags } from '../arguments/flags.ts';
import type { Queue, World } from '../run/world.ts';

export interface StatusFlags extends CommonFlags {
  readonly failed?: boolean;
}

const unfinishedStates = ['uploading', 'verifying', 'queued', 'waiting', 'paused'] as const;
/** The number of rows in the readable list; `--json` lists all rows. */
const shownRows = 20;
const inOrder = { by: 'queue', descending: false } as const;
const firstRows = { offset: 0, limit: shownRows };
const callbackFailed = { callbackFailed: true } as const;

const stateOrder: readonly StateName[] = [
  'done',
  'uploading',
  'verifying',
  'queued',
  'waiting',
  'paused',
  'failed',
  'skipped',
  'cancelled',
];

function batchLines({ id, name, destination, counters, scan }: BatchSummary): string[] {
  const to = formatLocation(destination.bucket, destination.prefix);
  const parts = stateOrder
    .filter((state) => counters.states[state].files > 0)
    .map((state) => `${counters.states[state].files.toLocaleString('en-US')} ${state}`);
  const reading = scan === 'scanning' ? ['folders not read to the end'] : [];
  return [
    `Batch ${id}: ${printable(name)} to ${printable(to)}`,
    `  ${[...parts, ...reading].join(', ') || 'empty'}; ${formatSize(counters.states.done.bytes)} done`,
  ];
}

function rowLine({ id, relativePath, size, bytesSent, state }: Transfer): string {
  const head = `  ${String(id).padStart(6)}  ${state.name.padEnd(9)} ${printable(relativePath)}`;
  if (state.name === 'failed') {
    const facts = errorFacts(state.error);
    return `${head}: ${describeError(state.error).sentence}${facts === '' ? '' : ` (${facts})`}`;
  }
  return `${head}  ${formatSize(bytesSent)} of ${formatSize(size)}`;
}

function moreLines(more: number): string[] {
  return more > 0 ? [`  and ${more.toLocaleString('en-US')} more (--json lists all)`] : [];
}

async function listLines(store: Queue, title: string, filter: TransferFilter): Promise<string[]> {
  const { rows, total } = await store.page(filter, inOrder, firstRows);
  if (total === 0) return [];
  return [
    '',
    `${title}: ${plural(total, 'file')}`,
    ...rows.map(rowLine),
    ...moreLines(total - rows.length),
  ];
}

/** The error of a stored file's callback; `undefined` when it succeeded or did not exist. */
async function callbackError(store: Queue, id: number): Promise<ErrorRecord | undefined> {
  const answer = (await store.details(id))?.result?.callback;
  return answer === undefined || answer.ok ? undefined : answer.error;
}

async function callbackLines(store: Queue): Promise<string[]> {
  const { rows, total } = await store.page(callbackFailed, inOrder, firstRows);
  if (total === 0) return [];
  const lines: string[] = [];
  for (const { id, relativePath } of rows) {
    const error = await callbackError(store, id);
    const facts = error === undefined ? '' : `: ${errorFacts(error)}`;
    lines.push(`  ${String(id).padStart(6)}  done      ${printable(relativePath)}${facts}`);
  }
  return ['', ...callbackSentence(total), ...lines, ...moreLines(total - rows.length)];
}

async function failureLines(store: Queue): Promise<string[]> {
  const groups = await store.failures();
  return groups.flatMap(({ code, files }) => [
    `  ${plural(files, 'file')}: ${errorWords[code].sentence}`,
    `    ${errorWords[code].next}`,
    `    Try these again with: ferry retry --error ${code}`,
  ]);
}

/** A batch as JSON. A callback may hold a secret, so the JSON says only that a callback exists. */
function batchJson({ options, ...batch }: BatchSummary): object {
  const { callback, ...others } = options;
  return {
    type: 'batch',
    ...batch,
    options: { ...others, ...(callback !== undefined && { callback: true }) },
  };
}

async function printJson(store: Queue, flags: StatusFlags, world: World): Promise<void> {
  for (const batch of await allBatches(store)) writeJson(world, batchJson(batch));
  for (const group of await store.failures()) {
    const { sentence, next } = errorWords[group.code];
    writeJson(world, { type: 'failure', ...group, message: sentence, next });
  }
  const states: StateName[] = flags.failed === true ? ['failed'] : [...unfinishedStates, 'failed'];
  for await (const row of allRows(store, { states })) {
    writeJson(world, { ...transferChange(row), bytesSent: row.bytesSent, attempts: row.attempts });
  }
  let failedCallbacks = 0;
  for await (const row of allRows(store, callbackFailed)) {
    failedCallbacks += 1;
    writeJson(world, { ...transferChange(row), callbackError: await callbackError(store, row.id) });
  }
  const facts = { callbackFailed: failedCallbacks, interrupted: false, seconds: 0 };
  writeJson(world, await summarize(store, await store.counters(), wholeQueue, facts));
}

async function printLines(store: Queue, flags: StatusFlags, world: World): Promise<void> {
  const failed = await listLines(store, 'Failed', { states: ['failed'] });
  const callbacks = await callbackLines(store);
  if (flags.failed === true) {
    const lines = [...failed, ...(await failureLines(store)), ...callbacks];
    writeLines(world, lines.length === 0 ? ['Nothing has failed.'] : lines.slice(1));
    return;
  }
  const batches = await allBatches(store);
  const shown = batches.slice(0, shownRows);
  writeLines(world, [
    ...shown.flatMap(batchLines),
    ...(batches.length > shown.length
      ? [`and ${batches.length - shown.length} older batches`]
      : []),
    ...(await listLines(store, 'Unfinished', { states: unfinishedStates })),
    ...failed,
    ...(await failureLines(store)),
    ...callbacks,
  ]);
}

const unansweredNotice: NoticeEvent = {
  type: 'notice',
  level: 'info',
  code: 'no-answer',
  message: 'The Ferry that is running does not answer; this is what it had on disk a moment ago.',
};

/** `ferry status`: reads the database; its only change is the recovery after a kill. */
export async function status(flags: StatusFlags, world: World): Promise<ExitCode> {
  const file = databaseFile(world, flags.db);
  if (!(await databaseExists(file))) {
    reportNoWork(world, flags, 'Nothing has been uploaded with this database.');
    return exitCodes.done;
  }
  return await withQueue(world, file, true, async (queue) => {
    const { store } = queue;
    if (queue.kind === 'copy') reportNotice(world, flags, unansweredNotice);
    // No other process has the database open: rows that ran when Ferry was killed no longer run.
    if (queue.kind === 'idle') await queue.store.recover();
    if (store.recovery !== undefined) reportNotice(world, flags, recoveryNotice(store.recovery));
    if ((await store.batches(1)).length === 0) {
      reportNoWork(world, flags, 'The queue is empty.');
    } else if (flags.json === true) await printJson(store, flags, world);
    else await printLines(store, flags, world);
    return exitCodes.done;
  });
}
