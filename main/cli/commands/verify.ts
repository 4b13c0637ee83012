import {
  errorClass,
  toErrorRecord,
  TransferError,
  type ErrorRecord,
} from '../../../shared/errors.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import type { HandOverResult } from '../../engine/ports/transfer-store.ts';
import { accountFrom } from '../arguments/account.ts';
import type { AccountFlags, CommonFlags, RunFlags } from '../arguments/flags.ts';
import type { ObjectComparison, Queue, World } from '../run/world.ts';
import { databaseExists, databaseFile, withQueue } from '../session/with-queue.ts';
import { reportChange, reportNoWork, reportNotice, writeJson } from '../report/command-output.ts';
import { describeError } from '../report/describe-error.ts';
import { exitCodes, UsageError, type ExitCode } from '../report/exit-codes.ts';
import { plural } from '../report/text-width.ts';

export interface VerifyFlags extends CommonFlags, AccountFlags, Pick<RunFlags, 'proxy'> {
  readonly batch?: number;
}

/** Rows that one commit settles. */
const rowsAtOnce = 1000;
/** Files and objects that Ferry compares at the same time. */
const comparisons = 16;

interface Counts {
  arrived: number;
  missing: number;
  different: number;
  unchecked: number;
  /** Of the first file that could not be compared. */
  error?: ErrorRecord | undefined;
}

type OnFound = (row: Transfer, result: HandOverResult) => void;

/**
 * `ferry verify`: compares the handed-over files of a batch with their objects and settles them.
 * Sends HEAD requests only.
 */
export async function verify(flags: VerifyFlags, world: World): Promise<ExitCode> {
  const { batch: batchId } = flags;
  if (batchId === undefined) throw new UsageError('Give --batch.', 'See "ferry status".');
  const file = databaseFile(world, flags.db);
  const isThere = await databaseExists(file);
  if (!isThere) throw new UsageError(`There is no batch ${batchId}.`, 'See "ferry status".');
  return await withQueue(world, file, false, async ({ store }) => {
    const batch = await store.batch(batchId);
    if (batch === undefined) {
      throw new UsageError(`There is no batch ${batchId}.`, 'See "ferry status".');
    }
    const { accountId, bucket } = batch.destination;
    const { waits } = await store.standing({ batchIds: [batchId] });
    if (!waits.some(({ why }) => why === 'handed-over')) {
      reportNoWork(world, flags, 'Nothing of this batch is handed over.');
      return exitCodes.done;
    }
    const account = await accountFrom(flags, world.environment, bucket);
    if (accountId !== account.id) {
      throw new UsageError(
        `The batch went to the account "${accountId}".`,
        'Give the same endpoint, profile and domain as for that upload.',
      );
    }
    const { proxy } = flags;
    const stopped = new AbortController();
    const undo = world.onInterrupt(() => stopped.abort());
    const comparison = await world.openObjectComparison({ account, ...(proxy && { proxy }) });
    try {
      const found = (row: Transfer, { id, ...result }: HandOverResult): void => {
        if (flags.json === true)
          writeJson(world, { type: 'verified', id, key: row.key, ...result });
      };
      const counts = await settleAll(store, batchId, comparison, stopped.signal, found);
      return await report(counts, stopped.signal.aborted, flags, world, store);
    } finally {
      undo();
      await comparison.close();
    }
  });
}

/** Compares page by page. What was found is on disk also when an error ends the command. */
async function settleAll(
  store: Queue,
  batchId: number,
  comparison: ObjectComparison,
  signal: AbortSignal,
  onFound: OnFound,
): Promise<Counts> {
  const counts: Counts = { arrived: 0, missing: 0, different: 0, unchecked: 0 };
  const filter = { batchId, why: 'handed-over' } as const;
  while (!signal.aborted) {
    // Settled rows leave the filter; those that could not be compared stay in front.
    const range = { offset: counts.unchecked, limit: rowsAtOnce };
    const { rows } = await store.page(filter, { by: 'position', descending: false }, range);
    if (rows.length === 0) break;
    const { results, unchecked, ended } = await comparePage(rows, comparison, signal, onFound);
    if (results.length > 0) await store.settleHandedOver(results);
    for (const { found } of results) counts[found] += 1;
    counts.unchecked += unchecked.length;
    counts.error ??= unchecked[0];
    if (ended[0] !== undefined) throw ended[0];
  }
  return counts;
}

interface ComparedPage {
  readonly results: readonly HandOverResult[];
  /** Errors of single files. */
  readonly unchecked: readonly ErrorRecord[];
  /** Errors that every other file would meet too: no further file was compared. */
  readonly ended: readonly TransferError[];
}

async function comparePage(
  rows: readonly Transfer[],
  comparison: ObjectComparison,
  signal: AbortSignal,
  onFound: OnFound,
): Promise<ComparedPage> {
  const results: HandOverResult[] = [];
  const unchecked: ErrorRecord[] = [];
  const ended: TransferError[] = [];
  const left = rows.values();
  const compareSome = async (): Promise<void> => {
    for (const row of left) {
      if (signal.aborted || ended.length > 0) return;
      try {
        const result = await comparison.compare(row, signal);
        results.push(result);
        onFound(row, result);
      } catch (error) {
        const record = toErrorRecord(error);
        // An abort ends the other comparisons, too.
        if (error === signal.reason) return;
        if (isOfOneFile(record)) unchecked.push(record);
        else ended.push(new TransferError(record, { cause: error }));
      }
    }
  };
  await Promise.all(Array.from({ length: comparisons }, compareSome));
  return { results, unchecked, ended };
}

function isOfOneFile({ code }: ErrorRecord): boolean {
  if (code.startsWith('source-') || code === 'not-comparable') return true;
  return ['connection', 'busy', 'server', 'passing'].includes(errorClass(code));
}

async function report(
  { arrived, missing, different, unchecked, error }: Counts,
  isInterrupted: boolean,
  flags: VerifyFlags,
  world: World,
  store: Queue,
): Promise<ExitCode> {
  if (error !== undefined) {
    const { sentence } = describeError(error);
    reportNotice(world, flags, {
      type: 'notice',
      level: 'warning',
      code: error.code,
      message: `${plural(unchecked, 'file')} could not be compared: ${sentence}`,
      next: 'These stay handed over; run "ferry verify" again.',
    });
  }
  const message = `Verified: ${plural(arrived, 'file')} arrived, ${missing} missing, ${different} different.`;
  const steps = [
    ...(missing > 0 ? ['Missing files are paused; "ferry resume" sends them.'] : []),
    ...(different > 0
      ? [
          'Different ones count as failed, and the objects are as they were; see "ferry status --failed".',
        ]
      : []),
  ];
  const next = steps.length === 0 ? undefined : steps.join(' ');
  await reportChange(world, flags, store, message, next);
  if (isInterrupted) return exitCodes.interrupted;
  return missing + different + unchecked > 0 ? exitCodes.failed : exitCodes.done;
}
