import { isDeepStrictEqual } from 'node:util';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';
import {
  nothingTakenOver,
  sumTakenOver,
  type TakenOver,
} from '../../../shared/upload/taken-over.ts';
import { isFinal, isRunning } from '../../../shared/transfer-state.ts';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';
import type { QueueState, Row, StoredBatch } from './queue-state.ts';
import { dropCheckpoint, objectOf } from './running.ts';

/** As TransferStore.addTransfers with `scanOptions.takeOver`: rows that the new row replaces. */
export function takeOver(
  state: QueueState,
  added: Row,
  batch: StoredBatch,
  now: number,
): TakenOver {
  let taken = nothingTakenOver;
  for (const old of [...state.rows.values()]) {
    if (old.batchId === added.batchId || objectOf(old) !== objectOf(added)) continue;
    if (isFinal(old.state.name) || isRunning(old.state.name)) continue;
    taken = sumTakenOver(taken, replace(state, old, added, batch, now));
    state.removeIfEmpty(old.batchId);
  }
  return taken;
}

function replace(
  state: QueueState,
  old: Row,
  added: Row,
  batch: StoredBatch,
  now: number,
): TakenOver {
  if (old.source.path !== added.source.path) {
    cancel(state, old, now);
    return { ...nothingTakenOver, cancelled: 1 };
  }
  const before = state.batches.get(old.batchId)?.options ?? {};
  const isSame = isSameFile(old.identity, added.identity);
  const isWanted = goesOn(before, batch.options);
  if (isSame && isWanted) {
    const { bytesSent, attempts, checkpoint } = old;
    const row = state.rows.get(added.id) ?? added;
    const moved = { ...row, bytesSent, attempts, ...(checkpoint !== undefined && { checkpoint }) };
    state.rows.set(added.id, moved);
  } else {
    cancel(state, old, now);
  }
  state.rows.delete(old.id);
  const startsOver = isSame && !isWanted && old.checkpoint !== undefined;
  return { files: 1, changed: isSame ? 0 : 1, otherOptions: startsOver ? 1 : 0, cancelled: 0 };
}

function cancel(state: QueueState, old: Row, now: number): void {
  dropCheckpoint(state, old.id, 'abort-upload', now);
  const row = state.rows.get(old.id);
  if (row !== undefined) state.rows.set(old.id, { ...row, state: { name: 'cancelled' } });
  if (old.source.kind !== 'blob') return;
  state.addCleanup({ kind: 'remove-spool', path: old.source.path }, now);
}

function isSameFile(one: SourceIdentity | undefined, other: SourceIdentity | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return compareIdentity(one, other) !== 'changed';
}

/** True when an upload that began under `before` is an upload under `now`. */
function goesOn(before: UploadOptions, now: UploadOptions): boolean {
  const { parallel: _before, partSize: sizeBefore, ...objectBefore } = before;
  const { parallel: _now, partSize = sizeBefore, ...objectNow } = now;
  return isDeepStrictEqual(objectBefore, objectNow) && partSize === sizeBefore;
}
