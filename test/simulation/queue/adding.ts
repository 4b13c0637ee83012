import type { NewBatch, NewTransfer } from '../../../main/engine/ports/transfer-store.ts';
import type { Batch, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { isFinal, type TransferState } from '../../../shared/transfer-state.ts';
import type { QueueState, Row } from './queue-state.ts';

/** As TransferStore.addBatch. */
export function addBatch(state: QueueState, batch: NewBatch): Batch {
  const { roots, ...facts } = batch;
  const id = state.newId();
  const scan = roots.length === 0 ? ('complete' as const) : ('scanning' as const);
  state.batches.set(id, { ...facts, id, scan, roots, unfinished: roots, scanPaused: false });
  return { ...facts, id, scan };
}

/** As TransferStore.addTransfers. @returns the rows that are new */
export function addTransfers(
  state: QueueState,
  batchId: number,
  transfers: readonly NewTransfer[],
  now: number,
): readonly Row[] {
  const batch = state.batches.get(batchId);
  if (batch === undefined) throw new Error(`Batch ${batchId} is not there`);
  const { accountId, bucket } = batch.destination;
  const added: Row[] = [];
  for (const transfer of transfers) {
    const same = [...state.rows.values()].filter((row) => row.batchId === batchId);
    if (same.some((row) => isSameSource(row, transfer))) continue;
    const admitted = stateOf(state, { ...transfer, batchId, accountId, bucket }, same);
    const isPaused = batch.scanPaused && admitted.name === 'queued';
    const row: Row = {
      ...transfer,
      id: state.newId(),
      batchId,
      accountId,
      bucket,
      state: isPaused ? { name: 'paused' } : admitted,
      bytesSent: 0,
      attempts: 0,
      createdAt: now,
      updatedAt: now,
      position: state.lastPosition(),
      attemptsMade: [],
    };
    state.rows.set(row.id, row);
    added.push(row);
  }
  return added;
}

function isSameSource(row: Row, transfer: NewTransfer): boolean {
  const { source, relativePath } = transfer;
  if (row.source.path !== source.path || row.source.kind !== source.kind) return false;
  return row.relativePath === relativePath;
}

function stateOf(
  state: QueueState,
  wanted: NewTransfer & Pick<Row, 'batchId' | 'accountId' | 'bucket'>,
  sameBatch: readonly Row[],
): TransferState {
  if (wanted.state.name !== 'queued') return wanted.state;
  if (sameBatch.some((row) => row.key === wanted.key)) {
    return { name: 'failed', error: { code: 'key-collision' } };
  }
  for (const row of state.rows.values()) {
    if (row.batchId === wanted.batchId || isFinal(row.state.name)) continue;
    if (row.accountId !== wanted.accountId || row.bucket !== wanted.bucket) continue;
    if (row.key !== wanted.key || row.source.path !== wanted.source.path) continue;
    if (isSameIdentity(row.identity, wanted.identity)) {
      return { name: 'skipped', reason: 'already-queued' };
    }
  }
  return wanted.state;
}

function isSameIdentity(one: SourceIdentity | undefined, two: SourceIdentity | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(two);
}

/** As TransferStore.finishRoot. */
export function finishRoot(state: QueueState, batchId: number, root: SourcePath): void {
  const batch = state.batches.get(batchId);
  if (batch === undefined) return;
  const unfinished = batch.unfinished.filter((path) => path !== root);
  const scan = unfinished.length === 0 ? 'complete' : 'scanning';
  const scanPaused = batch.scanPaused && scan === 'scanning';
  state.batches.set(batchId, { ...batch, unfinished, scan, scanPaused });
}
