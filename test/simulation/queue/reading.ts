import type {
  BatchSummary,
  Counters,
  FailureGroup,
  Standing,
  StateCounts,
  TransferDetails,
  TransferPage,
  TransferSort,
  WaitCount,
} from '../../../main/engine/ports/transfer-queries.ts';
import type {
  RowScope,
  TransferFilter,
  TransferSelection,
} from '../../../main/engine/ports/row-selection.ts';
import type { Batch, Transfer } from '../../../shared/transfer.ts';
import { isFinal, isRunning, type StateName, stateNames } from '../../../shared/transfer-state.ts';
import { matches } from './matching.ts';
import type { QueueState, Row, StoredBatch } from './queue-state.ts';
import { asTransfer, isInScope } from './running.ts';

/** As TransferQueries.counters. */
export function counters(state: QueueState, batchId: number | undefined): Counters {
  return countRows(rowsOf(state, batchId));
}

function countRows(rows: readonly Row[]): Counters {
  const states = Object.fromEntries(
    stateNames.map((name) => [name, { files: 0, bytes: 0 }]),
  ) as Record<StateName, { files: number; bytes: number }>;
  let bytesSent = 0;
  for (const row of rows) {
    const { name } = row.state;
    states[name].files += 1;
    states[name].bytes += row.size;
    if (name === 'done') bytesSent += row.size;
    else if (!isFinal(name)) bytesSent += row.bytesSent;
  }
  return { states, bytesSent };
}

/** As TransferQueries.waits. */
export function waits(state: QueueState, batchId: number | undefined): readonly WaitCount[] {
  return countWaits(rowsOf(state, batchId));
}

/** As TransferQueries.standing. */
export function standing(state: QueueState, scope: RowScope): Standing {
  const rows = [...state.rows.values()].filter((row) => isInScope(row, scope));
  return { counters: countRows(rows), waits: countWaits(rows) };
}

function rowsOf(state: QueueState, batchId: number | undefined): readonly Row[] {
  const rows = [...state.rows.values()];
  return batchId === undefined ? rows : rows.filter((row) => row.batchId === batchId);
}

function countWaits(rows: readonly Row[]): readonly WaitCount[] {
  const counts = new Map<string, WaitCount>();
  for (const row of rows) {
    if (row.state.name !== 'waiting') continue;
    const { why, until } = row.state;
    const timed = until !== undefined;
    const files = (counts.get(`${why} ${timed}`)?.files ?? 0) + 1;
    counts.set(`${why} ${timed}`, { why, timed, files });
  }
  return [...counts.values()];
}

/** As TransferQueries.details. */
export function details(state: QueueState, id: number): TransferDetails | undefined {
  const row = state.rows.get(id);
  if (row === undefined) return undefined;
  const { identity, checkpoint, result, attemptsMade } = row;
  return {
    ...asTransfer(row),
    ...(identity !== undefined && { identity }),
    ...(checkpoint !== undefined && { checkpoint }),
    ...(result !== undefined && { result }),
    attemptsMade,
  };
}

/** As TransferQueries.count. */
export function count(state: QueueState, selection: TransferSelection): StateCounts {
  const rows = Map.groupBy(state.selected(selection), (row) => row.state.name);
  return Object.fromEntries(
    stateNames.map((name) => [name, rows.get(name)?.length ?? 0]),
  ) as StateCounts;
}

/** As TransferQueries.selected. */
export function selected(
  state: QueueState,
  selection: TransferSelection,
  states: readonly StateName[],
  range: { readonly after: number; readonly limit: number },
): readonly Transfer[] {
  return state
    .selected(selection)
    .filter(({ id, state: { name } }) => id > range.after && states.includes(name))
    .toSorted((one, other) => one.id - other.id)
    .slice(0, range.limit)
    .map(asTransfer);
}

/** As TransferQueries.page. */
export function page(
  state: QueueState,
  filter: TransferFilter,
  sort: { readonly by: TransferSort; readonly descending: boolean },
  { offset, limit }: { readonly offset: number; readonly limit: number },
): TransferPage {
  const sign = sort.descending ? -1 : 1;
  const found = [...state.rows.values()]
    .filter((row) => matches(filter, row))
    .sort((one, other) => sign * (sortOrders[sort.by](one, other) || one.id - other.id));
  return { rows: found.slice(offset, offset + limit).map(asTransfer), total: found.length };
}

const byPosition = (one: Row, other: Row): number => one.position - other.position;

const sortOrders: Readonly<Record<TransferSort, (one: Row, other: Row) => number>> = {
  queue: (one, other) =>
    Number(isRunning(other.state.name)) - Number(isRunning(one.state.name)) ||
    byPosition(one, other),
  position: byPosition,
  name: (one, other) => compareTexts(caseless(one.relativePath), caseless(other.relativePath)),
  size: (one, other) => one.size - other.size,
  updated: (one, other) => one.updatedAt - other.updatedAt,
};

/** Folds the case of ASCII letters only, as SQLite's NOCASE. */
function caseless(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** As TransferQueries.batches. */
export function batches(
  state: QueueState,
  limit: number,
  states: readonly StateName[] | undefined,
): readonly BatchSummary[] {
  const rows = [...state.rows.values()];
  const shows = (id: number) =>
    states === undefined ||
    rows.some((row) => row.batchId === id && states.includes(row.state.name));
  return [...state.batches.values()]
    .reverse()
    .filter(({ id }) => shows(id))
    .slice(0, limit)
    .map((batch) => ({ ...asBatch(batch), counters: counters(state, batch.id) }));
}

export function asBatch(batch: StoredBatch): Batch {
  const { unfinished: _unfinished, roots: _roots, scanPaused: _paused, ...facts } = batch;
  return facts;
}

/** As TransferQueries.failures. */
export function failures(state: QueueState, batchId: number | undefined): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { id, relativePath, size, state: rowState, batchId: own } of state.rows.values()) {
    if (rowState.name !== 'failed' || (batchId !== undefined && own !== batchId)) continue;
    const { code } = rowState.error;
    const group = groups.get(code);
    groups.set(code, {
      code,
      files: (group?.files ?? 0) + 1,
      bytes: (group?.bytes ?? 0) + size,
      example: group?.example ?? { id, relativePath, error: rowState.error },
    });
  }
  return [...groups.values()].toSorted((one, other) => other.files - one.files);
}
