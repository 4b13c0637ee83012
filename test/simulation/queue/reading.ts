import type {
  BatchSummary,
  Counters,
  FailureGroup,
  TransferDetails,
  TransferFilter,
  TransferPage,
} from '../../../main/engine/ports/transfer-store.ts';
import type { Batch } from '../../../shared/transfer.ts';
import { isFinal, type StateName, stateNames } from '../../../shared/transfer-state.ts';
import type { QueueState, Row, StoredBatch } from './queue-state.ts';
import { asTransfer } from './running.ts';

/** As TransferQueries.counters. */
export function counters(state: QueueState, batchId: number | undefined): Counters {
  const states = Object.fromEntries(
    stateNames.map((name) => [name, { files: 0, bytes: 0 }]),
  ) as Record<StateName, { files: number; bytes: number }>;
  let bytesSent = 0;
  for (const row of state.rows.values()) {
    if (batchId !== undefined && row.batchId !== batchId) continue;
    const { name } = row.state;
    states[name].files += 1;
    states[name].bytes += row.size;
    if (name === 'done') bytesSent += row.size;
    else if (!isFinal(name)) bytesSent += row.bytesSent;
  }
  return { states, bytesSent };
}

/** As TransferQueries.page, in the order of the queue: the simulation asks for no other. */
export function page(
  state: QueueState,
  filter: TransferFilter,
  range: { readonly offset: number; readonly limit: number },
): TransferPage {
  const rows = state.inOrder().filter((row) => matches(filter, row));
  const { offset, limit } = range;
  return { rows: rows.slice(offset, offset + limit).map(asTransfer), total: rows.length };
}

function reasonOf({ state }: Row): string | undefined {
  if (state.name === 'waiting') return state.why;
  return state.name === 'skipped' ? state.reason : undefined;
}

function matches(filter: TransferFilter, row: Row): boolean {
  const { states, batchId, errorCode, why } = filter;
  if (states !== undefined && !states.includes(row.state.name)) return false;
  if (batchId !== undefined && row.batchId !== batchId) return false;
  if (why !== undefined && reasonOf(row) !== why) return false;
  if (errorCode === undefined) return true;
  return row.state.name === 'failed' && row.state.error.code === errorCode;
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

/** As TransferQueries.batches. */
export function batches(state: QueueState, limit: number): readonly BatchSummary[] {
  return [...state.batches.values()]
    .reverse()
    .slice(0, limit)
    .map((batch) => ({ ...asBatch(batch), counters: counters(state, batch.id) }));
}

export function asBatch(batch: StoredBatch): Batch {
  const { unfinished: _unfinished, roots: _roots, ...facts } = batch;
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
  return [...groups.values()];
}
