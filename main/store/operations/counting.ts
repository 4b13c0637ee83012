import type { ErrorCode } from '../../../shared/errors.ts';
import {
  isFinal,
  type StateName,
  stateNames,
  type WaitReason,
} from '../../../shared/transfer-state.ts';
import type { Tally } from '../../../shared/transfer.ts';
import type {
  BatchSummary,
  Counters,
  FailureGroup,
  Standing,
  StateCounts,
  WaitCount,
} from '../../engine/ports/transfer-queries.ts';
import { batchColumns, type BatchRow, toBatch } from '../changes/batches.ts';
import type { StoreOperations } from '../store-calls.ts';
import { selectRows } from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';
import { readState, type StateColumns } from './transfer-rows.ts';

type CountingOperations = Pick<
  StoreOperations,
  'counters' | 'waits' | 'standing' | 'batches' | 'count' | 'failures'
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
  const states = everyState((state) => tallies.get(state) ?? nothing);
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

const inScope = `t.id IN (SELECT value FROM json_each(?))
  AND t.batch_id NOT IN (SELECT value FROM json_each(?))`;

/** Counts rows by id, except those of the batches; no table holds these counts. */
function ofRows(
  context: StoreContext,
  ids: readonly number[],
  batchIds: readonly number[],
): Standing {
  const scope = [JSON.stringify(ids), JSON.stringify(batchIds)];
  const counted = context.rows<CounterRow>(
    `SELECT state, count(*) AS files, sum(size) AS bytes, sum(bytes_sent) AS bytesSent
      FROM transfers AS t NOT INDEXED WHERE ${inScope} GROUP BY state`,
    ...scope,
  );
  const waits = context.rows<{ why: WaitReason; timed: number; files: number }>(
    `SELECT why, until IS NOT NULL AS timed, count(*) AS files
      FROM transfers AS t NOT INDEXED WHERE ${inScope} AND state = 'waiting' GROUP BY 1, 2`,
    ...scope,
  );
  return {
    counters: toCounters(counted),
    waits: waits.map(({ why, timed, files }) => ({ why, timed: timed === 1, files })),
  };
}

function sum(all: readonly Counters[]): Counters {
  return {
    states: everyState((state) => sumOf(all.map(({ states }) => states[state]))),
    bytesSent: all.reduce((total, { bytesSent }) => total + bytesSent, 0),
  };
}

/** The sum of the tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { files, bytes }) => ({ files: total.files + files, bytes: total.bytes + bytes }),
    nothing,
  );
}

function sumWaits(all: readonly WaitCount[]): readonly WaitCount[] {
  const groups = Map.groupBy(all, ({ why, timed }) => `${why} ${timed}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [{ ...first, files: more.reduce((total, { files }) => total + files, first.files) }],
  );
}

export function countingOperations(context: StoreContext): CountingOperations {
  const summary = (row: BatchRow): BatchSummary => ({
    ...toBatch(row),
    counters: readCounters(context, row.id),
  });

  return {
    counters: (batchId) => readCounters(context, batchId),

    waits: (batchId) => readWaits(context, batchId),

    standing: ({ batchIds = [], ids = [] }) => {
      const counters = batchIds.map((id) => readCounters(context, id));
      const waits = batchIds.flatMap((id) => readWaits(context, id));
      if (ids.length === 0) return { counters: sum(counters), waits: sumWaits(waits) };
      const rows = ofRows(context, ids, batchIds);
      return {
        counters: sum([...counters, rows.counters]),
        waits: sumWaits([...waits, ...rows.waits]),
      };
    },

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

/** The tally of each state. */
export function everyState(tallyOf: (state: StateName) => Tally): Counters['states'] {
  return Object.fromEntries(
    stateNames.map((state) => [state, tallyOf(state)]),
  ) as Counters['states'];
}
