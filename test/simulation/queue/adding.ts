import type {
  NewBatch,
  NewTransfer,
  EarlierFiles,
  MissingFiles,
} from '../../../main/engine/ports/transfer-store.ts';
import type { Batch, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { isDeepStrictEqual } from 'node:util';
import { TransferError } from '../../../shared/errors.ts';
import {
  nothingTakenOver,
  sumTakenOver,
  type TakenOver,
} from '../../../shared/upload/taken-over.ts';
import {
  isFinal,
  isRunning,
  type SkipReason,
  type TransferState,
} from '../../../shared/transfer-state.ts';
import type { QueueState, Row } from './queue-state.ts';
import { takeOver } from './taking-over.ts';

/** As TransferStore.addBatch. */
export function addBatch(state: QueueState, batch: NewBatch): Batch {
  const { roots, ...facts } = batch;
  if (batch.scanOptions.takeOver === true) takeRoots(state, batch);
  const id = state.newId();
  const scan = roots.length === 0 ? ('complete' as const) : ('scanning' as const);
  state.batches.set(id, { ...facts, id, scan, roots, unfinished: roots, scanPaused: false });
  return { ...facts, id, scan };
}

/** Equal unfinished roots of other batches count as scanned. */
function takeRoots(state: QueueState, batch: NewBatch): void {
  const { destination, scanOptions } = batch;
  for (const other of [...state.batches.values()]) {
    if (!isDeepStrictEqual([other.destination, other.scanOptions], [destination, scanOptions])) {
      continue;
    }
    const taken = batch.roots.filter((root) => other.unfinished.includes(root));
    for (const root of taken) finishRoot(state, other.id, root);
    if (taken.length > 0) state.removeIfEmpty(other.id);
  }
}

export interface AddedRows {
  /** The rows that are new. */
  readonly added: readonly Row[];
  readonly taken: TakenOver;
}

/** As TransferStore.addTransfers. */
export function addTransfers(
  state: QueueState,
  batchId: number,
  transfers: readonly NewTransfer[],
  now: number,
): AddedRows {
  const batch = state.batches.get(batchId);
  if (batch === undefined) throw new TransferError({ code: 'database-failed' });
  const takesOver = batch.scanOptions.takeOver === true;
  const { accountId, bucket } = batch.destination;
  const added: Row[] = [];
  let taken = nothingTakenOver;
  for (const transfer of transfers) {
    const same = [...state.rows.values()].filter((row) => row.batchId === batchId);
    if (same.some((row) => isSameSource(row, transfer))) continue;
    const wanted = { ...transfer, batchId, accountId, bucket };
    const admitted = stateOf(state, wanted, same, takesOver);
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
      position: 0,
      attemptsMade: [],
    };
    state.rows.set(row.id, row);
    added.push(row);
    if (takesOver && admitted.name === 'queued') {
      taken = sumTakenOver(taken, takeOver(state, row, batch, now));
    }
    if (admitted.name === 'skipped' && row.source.kind === 'blob') {
      state.addCleanup({ kind: 'remove-spool', path: row.source.path }, now);
    }
  }
  return { added, taken };
}

function isSameSource(row: Row, transfer: Pick<NewTransfer, 'source' | 'relativePath'>): boolean {
  const { source, relativePath } = transfer;
  if (row.source.path !== source.path || row.source.kind !== source.kind) return false;
  return row.relativePath === relativePath;
}

function stateOf(
  state: QueueState,
  wanted: NewTransfer & Pick<Row, 'batchId' | 'accountId' | 'bucket'>,
  sameBatch: readonly Row[],
  takesOver: boolean,
): TransferState {
  if (wanted.state.name !== 'queued') return wanted.state;
  if (sameBatch.some((row) => row.key === wanted.key)) {
    return { name: 'failed', error: { code: 'key-collision' } };
  }
  for (const row of state.rows.values()) {
    if (row.batchId === wanted.batchId || isFinal(row.state.name)) continue;
    if (takesOver && !isRunning(row.state.name)) continue;
    if (row.accountId !== wanted.accountId || row.bucket !== wanted.bucket) continue;
    if (row.key !== wanted.key || row.source.path !== wanted.source.path) continue;
    if (isSameIdentity(row.identity, wanted.identity)) {
      return { name: 'skipped', reason: 'already-queued' };
    }
  }
  return wanted.state;
}

function isSameIdentity(one: SourceIdentity | undefined, two: SourceIdentity | undefined): boolean {
  return isDeepStrictEqual(one, two);
}

/** As TransferStore.filesMissing, with all rows at once. */
export function filesMissing(
  state: QueueState,
  batchId: number,
  { batchId: earlier, root }: EarlierFiles,
): MissingFiles['files'] {
  const rows = [...state.rows.values()].filter(({ source }) => source.kind === 'file');
  const has = (one: Row): boolean =>
    rows.some((row) => row.batchId === batchId && isSameSource(row, one));
  return rows
    .filter((row) => row.batchId === earlier && row.source.path.startsWith(`${root}/`))
    .filter((row) => row.state.name !== 'skipped' || !noFile.includes(row.state.reason))
    .filter((row) => !has(row))
    .map(({ source, relativePath, key }) => ({ path: source.path, relativePath, key }));
}

const noFile: readonly SkipReason[] = [
  ...(['symbolic-link', 'special-file', 'folder-read', 'own-database', 'gone'] as const),
];

/** As TransferStore.finishRoot. */
export function finishRoot(state: QueueState, batchId: number, root: SourcePath): void {
  const batch = state.batches.get(batchId);
  if (batch === undefined) return;
  const unfinished = batch.unfinished.filter((path) => path !== root);
  const scan = unfinished.length === 0 ? 'complete' : 'scanning';
  const scanPaused = batch.scanPaused && scan === 'scanning';
  state.batches.set(batchId, { ...batch, unfinished, scan, scanPaused });
}
