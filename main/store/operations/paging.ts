import type { TransferSort } from '../../engine/ports/transfer-queries.ts';
import type { TransferFilter } from '../../engine/ports/row-selection.ts';
import { isRunning } from '../../../shared/transfer-state.ts';
import type { ObjectResult, Transfer } from '../../../shared/transfer.ts';
import { readCheckpoint } from '../changes/checkpoints.ts';
import {
  parseColumn,
  parseError,
  parseIdentity,
  toTransfer,
  transferColumns,
  type TransferRow,
} from './transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { countFailures, readCounters } from './counting.ts';
import {
  hasFailedCallback,
  hasReason,
  readFilter,
  selectRows,
  type PageFilter,
} from './selection.ts';
import { sqlList, type StoreContext } from './store-context.ts';

interface Sort {
  readonly by: TransferSort;
  readonly descending: boolean;
}

/** Up to this many rows are sorted in memory; more rows are read in the order of an index. */
const sortedOnTheSpot = 10_000;

const sortColumns: Readonly<Record<TransferSort, string>> = {
  queue: 'position',
  position: 'position',
  name: 'relative_path COLLATE NOCASE',
  size: 'size',
  updated: 'updated_at',
};

/** Reads transfers by id, in the order of the ids; leaves out rows that no longer exist. */
export function readTransfers(context: StoreContext, ids: readonly number[]): readonly Transfer[] {
  const rows = context.rows<TransferRow>(
    `SELECT ${transferColumns} FROM json_each(?) AS wanted
      CROSS JOIN transfers AS t ON t.id = wanted.value
      JOIN buckets AS b ON b.id = t.bucket_id`,
    JSON.stringify(ids),
  );
  const byId = new Map(rows.map((row) => [row.id, toTransfer(row)]));
  return ids.map((id) => byId.get(id)).filter((transfer) => transfer !== undefined);
}

/**
 * Builds an index at its first use. Each index slows down every added row, so an index that only
 * some queues need is not built before. These indexes answer the filters from their own columns.
 */
function ensureIndex(context: StoreContext, name: string, columns: string): string {
  const find = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?";
  if (context.number(find, name) === undefined) {
    context.database.exec(`CREATE INDEX ${name} ON transfers ${columns}`);
  }
  return `INDEXED BY ${name}`;
}

function bySort(context: StoreContext, sort: TransferSort): string {
  const columns = `(${sortColumns[sort]}, id, state, batch_id, error_code)`;
  return ensureIndex(context, `transfers_by_${sort}`, columns);
}

/** Index that groups the rows of a batch by reason, in queue order. */
function byReason(context: StoreContext): string {
  const columns = `(why, batch_id, position, id, state) WHERE ${hasReason}`;
  return ensureIndex(context, 'transfers_by_reason', columns);
}

/** Index of the rows with a failed callback: few rows, and most queues never need it. */
function byCallback(context: StoreContext): string {
  const columns = `(batch_id, position, id) WHERE ${hasFailedCallback}`;
  return ensureIndex(context, 'transfers_by_callback', columns);
}

/** The index for a filter that matches few rows; `undefined` when the filter has no such field. */
function byRarity(context: StoreContext, asked: TransferFilter): string | undefined {
  if (asked.callbackFailed !== undefined) return byCallback(context);
  return asked.why === undefined ? undefined : byReason(context);
}

function countMatches(context: StoreContext, asked: TransferFilter, filter: PageFilter): number {
  const searches = asked.search !== undefined && asked.search !== '';
  const rare = byRarity(context, asked);
  if (searches || rare !== undefined) {
    const hint = rare ?? '';
    const count = `
      SELECT count(*) FROM transfers ${hint}
        WHERE state IN (${sqlList(filter.states)})${filter.conditions}`;
    return context.number(count, ...filter.parameters) ?? 0;
  }
  if (asked.errorCode !== undefined) return countFailures(context, asked.errorCode, asked.batchId);
  const { states } = readCounters(context, asked.batchId);
  return filter.states.reduce((sum, state) => sum + states[state].files, 0);
}

/** The index that yields the fewest rows in any order, and the number of those rows. */
function narrowest(
  context: StoreContext,
  asked: TransferFilter,
  filter: PageFilter,
): { readonly hint: string; readonly rows: number } {
  const rare = byRarity(context, asked);
  if (rare !== undefined) return { hint: rare, rows: 0 };
  const all = readCounters(context).states;
  const inStates = filter.states.reduce((sum, state) => sum + all[state].files, 0);
  const candidates = [{ hint: 'INDEXED BY transfers_by_queue', rows: inStates }];
  if (asked.batchId !== undefined) {
    const batch = Object.values(readCounters(context, asked.batchId).states);
    const rows = batch.reduce((sum, { files }) => sum + files, 0);
    candidates.push({ hint: 'INDEXED BY transfers_by_source', rows });
  }
  if (asked.errorCode !== undefined) {
    const rows = countFailures(context, asked.errorCode);
    candidates.push({ hint: 'INDEXED BY transfers_by_error', rows });
  }
  return candidates.reduce((best, next) => (next.rows < best.rows ? next : best));
}

/**
 * The statement that yields the ids of a page. Its parameters: those of the filter, then the range.
 */
function pageStatement(
  context: StoreContext,
  asked: TransferFilter,
  filter: PageFilter,
  sort: Sort,
): { readonly sql: string; readonly parameters: readonly unknown[] } {
  const direction = sort.descending ? 'DESC' : 'ASC';
  const order = `ORDER BY ${sortColumns[sort.by]} ${direction}, id ${direction} LIMIT ? OFFSET ?`;
  const inStates = `state IN (${sqlList(filter.states)})${filter.conditions}`;
  const few = narrowest(context, asked, filter);
  if (few.rows <= sortedOnTheSpot) {
    const sql = `SELECT id FROM transfers ${few.hint} WHERE ${inStates} ${order}`;
    return { sql, parameters: filter.parameters };
  }
  if (sort.by !== 'queue' && sort.by !== 'position') {
    const sql = `SELECT id FROM transfers ${bySort(context, sort.by)} WHERE ${inStates} ${order}`;
    return { sql, parameters: filter.parameters };
  }
  // Within one state the index has queue order; SQLite merges the states.
  const streams = filter.states.map(
    (state) => `
      SELECT id, position FROM transfers INDEXED BY transfers_by_queue
        WHERE state = '${state}'${filter.conditions}`,
  );
  return {
    sql: `${streams.join(' UNION ALL ')} ${order}`,
    parameters: filter.states.flatMap(() => filter.parameters),
  };
}

/**
 * The consecutive parts of a page: each part has an index for its order, the whole page has none.
 */
function partsOf(filter: PageFilter, sort: Sort): readonly PageFilter[] {
  if (sort.by !== 'queue') return [filter];
  const parts = [
    { ...filter, states: filter.states.filter(isRunning) },
    { ...filter, states: filter.states.filter((state) => !isRunning(state)) },
  ].filter(({ states }) => states.length > 0);
  return sort.descending ? parts.reverse() : parts;
}

export function pagingOperations(
  context: StoreContext,
): Pick<StoreOperations, 'page' | 'selected' | 'transfers'> {
  return {
    page: (asked, sort, range) => {
      const filter = readFilter(asked);
      if (filter === undefined) return { rows: [], total: 0 };
      const ids: number[] = [];
      let total = 0;
      for (const part of partsOf(filter, sort)) {
        const { sql, parameters } = pageStatement(context, asked, part, sort);
        const limit = range.limit - ids.length;
        const offset = Math.max(0, range.offset - total);
        ids.push(...context.values<number>(sql, ...parameters, limit, offset));
        total += countMatches(context, asked, part);
      }
      return { rows: readTransfers(context, ids), total };
    },

    selected: (selection, states, { after, limit }) => {
      const { hint, where, parameters } = selectRows(selection, states);
      const find = `
        SELECT t.id FROM transfers AS t ${hint} WHERE ${where} AND t.id > ? ORDER BY t.id LIMIT ?`;
      return readTransfers(context, context.values<number>(find, ...parameters, after, limit));
    },

    transfers: (ids) => readTransfers(context, ids),
  };
}

interface DetailRow {
  readonly identity: string | null;
  readonly result: string | null;
}

export function detailOperations(context: StoreContext): Pick<StoreOperations, 'details'> {
  const attemptsOf = (id: number) =>
    context
      .rows<{ at: number; error: string }>(
        'SELECT at, error FROM failed_attempts WHERE transfer_id = ? ORDER BY number',
        id,
      )
      .map(({ at, error }) => ({ at, error: parseError(error) ?? { code: 'internal' as const } }));

  return {
    details: (id) => {
      const [transfer] = readTransfers(context, [id]);
      const row = context.row('SELECT identity, result FROM transfers WHERE id = ?', id) as
        DetailRow | undefined;
      if (transfer === undefined || row === undefined) return undefined;
      const identity = parseIdentity(row.identity);
      const checkpoint = readCheckpoint(context, id);
      const result = parseColumn(row.result);
      return {
        ...transfer,
        ...(identity === undefined ? {} : { identity }),
        ...(checkpoint === undefined ? {} : { checkpoint }),
        ...(result === undefined ? {} : { result: result as ObjectResult }),
        attemptsMade: attemptsOf(id),
      };
    },
  };
}
