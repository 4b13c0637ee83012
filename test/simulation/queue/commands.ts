import type { RetryChanges } from '../../../main/engine/ports/transfer-store.ts';
import type { TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import { isFinal, type StateName, type TransferEvent } from '../../../shared/transfer-state.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import { apply, dropCheckpoint, isRunningRow } from './running.ts';
import type { QueueState, Row } from './queue-state.ts';

type BulkEvent = Extract<TransferEvent, { type: 'pause' | 'resume' | 'retry' | 'cancel' }>;
type Moved = (before: Row, after: Row) => void;

/** As TransferStore.applyToAll. */
export function applyToAll(
  state: QueueState,
  selection: TransferSelection,
  event: BulkEvent,
  now: number,
  moved: Moved,
  changes: RetryChanges = {},
): number {
  let count = 0;
  if (event.type === 'pause' || event.type === 'resume') {
    for (const batch of state.batches.values()) {
      if (!selectsBatch(selection, batch.id) || batch.unfinished.length === 0) continue;
      state.batches.set(batch.id, { ...batch, scanPaused: event.type === 'pause' });
    }
  }
  for (const row of state.selected(selection)) {
    if (isRunningRow(row) || !apply(state, row.id, event, {}, now, moved)) continue;
    count += 1;
    if (event.type === 'retry') change(state, row.id, changes, now);
  }
  return count;
}

function change(state: QueueState, id: number, changes: RetryChanges, now: number): void {
  const { conflictPolicy, partSize } = changes;
  if (partSize !== undefined) dropCheckpoint(state, id, 'abort-upload', now);
  const row = state.rows.get(id);
  if (row === undefined) return;
  if (conflictPolicy !== undefined) state.rows.set(id, { ...row, policy: conflictPolicy });
  const batch = state.batches.get(row.batchId);
  if (batch === undefined || partSize === undefined) return;
  state.batches.set(batch.id, { ...batch, options: { ...batch.options, partSize } });
}

/** True when the selection is a whole batch, with the rows that its scan still finds. */
export function selectsBatch(selection: TransferSelection, batchId: number): boolean {
  if ('all' in selection) return true;
  if ('filter' in selection) {
    const { batchId: chosen = batchId, ...narrower } = selection.filter;
    const isWhole = selection.only === undefined && Object.keys(narrower).length === 0;
    return isWhole && chosen === batchId;
  }
  return 'batchId' in selection && !('errorCode' in selection) && selection.batchId === batchId;
}

/** As TransferStore.answerConflicts. */
export function answerConflicts(
  state: QueueState,
  selection: TransferSelection,
  policy: ConflictPolicy,
): number {
  const asked = state
    .selected(selection)
    .filter((row) => row.state.name === 'waiting' && row.state.why === 'conflict');
  for (const row of asked) state.rows.set(row.id, { ...row, policy, state: { name: 'queued' } });
  return asked.length;
}

/** As TransferStore.moveToFront. */
export function moveToFront(state: QueueState, selection: TransferSelection): number {
  const rows = state
    .selected(selection)
    .filter((row) => !isFinal(row.state.name) && !isRunningRow(row));
  const position = state.frontPosition();
  for (const row of rows) state.rows.set(row.id, { ...row, position });
  return rows.length;
}

/** As TransferStore.changeKey. */
export function changeKey(state: QueueState, id: number, key: string, now: number): boolean {
  const row = state.rows.get(id);
  if (row === undefined || (row.state.name !== 'failed' && row.state.name !== 'queued'))
    return false;
  const others = [...state.rows.values()].filter((other) => other.batchId === row.batchId);
  if (others.some((other) => other.id !== id && other.key === key)) return false;
  if (row.key === key) {
    state.rows.set(id, { ...row, attempts: Math.min(1, row.attempts), state: { name: 'queued' } });
    return true;
  }
  dropCheckpoint(state, id, 'abort-upload', now);
  const { checkpoint: _checkpoint, ...rest } = row;
  state.rows.set(id, { ...rest, key, bytesSent: 0, attempts: 0, state: { name: 'queued' } });
  return true;
}

/** As TransferStore.remove. */
export function remove(
  state: QueueState,
  selection: TransferSelection,
  states: readonly StateName[] | undefined,
  now: number,
): readonly Row[] {
  const rows = state.selected(selection).filter(({ state: { name } }) => {
    return isFinal(name) && (states === undefined || states.includes(name));
  });
  for (const row of rows) {
    dropCheckpoint(state, row.id, 'abort-upload', now);
    if (row.state.name === 'failed' && row.source.kind === 'blob') {
      state.addCleanup({ kind: 'remove-spool', path: row.source.path }, now);
    }
    state.rows.delete(row.id);
  }
  for (const { batchId } of rows) state.removeIfEmpty(batchId);
  return rows;
}
