import { isFinal, stateNames } from '../../../shared/transfer-state.ts';
import type { StateName, WaitReason } from '../../../shared/transfer-state.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type {
  BatchSummary,
  Counters,
  FailureGroup,
  StateCounts,
  WaitCount,
} from '../../engine/ports/transfer-store.ts';
import { batchColumns, toBatch } from '../changes/batches.ts';
import type { BatchRow } from '../changes/batches.ts';
import { readState } from '../rows/state-columns.ts';
import type { StateColumns } from '../rows/state-columns.ts';
import type { StoreOperations } from '../store-calls.ts';
import { selectRows } from './selection.ts';
import { sqlList } from './store-context.ts';
import type { StoreContext } from './store-context.ts';

type CountingOperations = Pick<
  StoreOperations,
  'counters' | 'waits' | 'batches' | 'count' | 'failures'
>;

interface CounterRow extends Tally {
  readonly state: StateName;
  readonly bytesSent: number;
}

/** Batch 0 of the counters is the sum of all batches. */
const allBatches = 0;

const nothing: Tally = { files: 0, bytes: 0 };

export function readCounters(context: StoreContext, batchId = allBatches): Counters {
  const rows = context.rows<CounterRow>(
    `SELECT state, files, bytes, bytes_sent AS bytesSent FROM counters WHERE batch_id = ?`,
    batchId,
  );
  return toCounters(rows);
}

/** One row for each state, at most. */
export function toCounters(rows: readonly CounterRow[]): Counters {
  const tallies = new Map(rows.map(({ state, files, bytes }) => [state, { files, bytes }]));
  const states = Object.fromEntries(
    stateNames.map((state) => [state, tallies.get(state) ?? nothing]),
  ) as Counters['states'];
  const bytesSent = rows
    .filter(({ state }) => state === 'done' || !isFinal(state))
    .reduce((sum, row) => sum + row.bytesSent, 0);
  return { states, bytesSent };
}

export function readWaits(context: StoreContext, batchId = allBatches): readonly WaitCount[] {
  return context
    .rows<{ why: WaitReason; timed: number; files: number }>(
      `SELECT why, timed, files FROM wait_counters
        WHERE batch_id = ? AND files > 0 ORDER BY why, timed`,
      batchId,
    )
    .map(({ why, timed, files }) => ({ why, timed: timed === 1, files }));
}

/** The number of failed rows with a code, from the table that the triggers keep. */
export function countFailures(
  context: StoreContext,
  code: ErrorCode,
  batchId = allBatches,
): number {
  const find = 'SELECT files FROM failure_counters WHERE batch_id = ? AND code = ?';
  return context.number(find, batchId, code) ?? 0;
}

/** One of the failed rows with a code, of a batch or of all. */
export function failureExample(
  context: StoreContext,
  code: ErrorCode,
  batchId: number | undefined,
): FailureGroup['example'] {
  const find = `
    SELECT id, relative_path AS relativePath, state, why, until, error
      FROM transfers INDEXED BY transfers_by_error WHERE error_code = ?`;
  type ExampleRow = StateColumns & { readonly id: number; readonly relativePath: string };
  const row =
    batchId === undefined
      ? (context.row(`${find} LIMIT 1`, code) as ExampleRow | undefined)
      : (context.row(`${find} AND batch_id = ? LIMIT 1`, code, batchId) as ExampleRow | undefined);
  if (row === undefined) return { id: 0, relativePath: '', error: { code } };
  const state = readState(row);
  const error = state.name === 'failed' ? state.error : { code };
  return { id: row.id, relativePath: row.relativePath, error };
}

export function countingOperations(context: StoreContext): CountingOperations {
  const summary = (row: BatchRow): BatchSummary => ({
    ...toBatch(row),
    counters: readCounters(context, row.id),
  });

  return {
    counters: (batchId) => readCounters(context, batchId),

    waits: (batchId) => readWaits(context, batchId),

    batches: (limit, states) => {
      const inStates = `
        WHERE EXISTS (SELECT 1 FROM counters AS c
          WHERE c.batch_id = a.id AND c.files > 0 AND c.state IN (${sqlList(states ?? [])}))`;
      return context
        .rows<BatchRow>(
          `SELECT ${batchColumns} FROM batches AS a JOIN buckets AS b ON b.id = a.bucket_id
            ${states === undefined ? '' : inStates} ORDER BY a.id DESC LIMIT ?`,
          limit,
        )
        .map(summary);
    },

    count: (selection) => {
      const { hint, where, parameters } = selectRows(selection, stateNames);
      const rows = context.rows<{ state: StateName; files: number }>(
        `SELECT t.state, count(*) AS files FROM transfers AS t ${hint} WHERE ${where}
          GROUP BY t.state`,
        ...parameters,
      );
      const counted = new Map(rows.map(({ state, files }) => [state, files]));
      return Object.fromEntries(
        stateNames.map((state) => [state, counted.get(state) ?? 0]),
      ) as StateCounts;
    },

    failures: (batchId) =>
      context
        .rows<{ code: ErrorCode } & Tally>(
          `SELECT code, files, bytes FROM failure_counters
            WHERE batch_id = ? AND files > 0 ORDER BY files DESC, code`,
          batchId ?? allBatches,
        )
        .map((group) => ({ ...group, example: failureExample(context, group.code, batchId) })),
  };
}
