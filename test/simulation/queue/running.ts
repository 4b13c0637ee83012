import type {
  Checkpoint,
  ClaimedTransfer,
  CommittedPart,
  Lane,
  StateFacts,
} from '../../../main/engine/ports/transfer-store.ts';
import type { RowScope } from '../../../main/engine/ports/row-selection.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';
import {
  allowedFrom,
  isRunning,
  stateAfter,
  type TransferEvent,
} from '../../../shared/transfer-state.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { QueueState, Row } from './queue-state.ts';

type Moved = (before: Row, after: Row) => void;

/** As TransferStore.recover. */
export function recover(state: QueueState): void {
  for (const row of state.rows.values()) {
    if (!isRunningRow(row)) continue;
    const attempts = Math.max(1, row.attempts);
    state.rows.set(row.id, { ...row, attempts, state: { name: 'queued' } });
  }
}

/** As TransferStore.claim. */
export function claim(
  state: QueueState,
  lane: Lane,
  limit: number,
  blockedAccounts: readonly string[],
  scope?: RowScope,
): readonly ClaimedTransfer[] {
  const taken = new Set([...state.rows.values()].filter(isRunningRow).map(objectOf));
  const rows = state.inOrder().filter((row) => isInScope(row, scope));
  /** Of several rows for one object the first goes first, in either lane. */
  const met = new Set<string>();
  const claimed: ClaimedTransfer[] = [];
  for (const row of rows) {
    if (claimed.length >= limit) break;
    if (row.state.name !== 'queued') continue;
    const isFirst = !met.has(objectOf(row));
    met.add(objectOf(row));
    if (row.lane !== lane || !isFirst || taken.has(objectOf(row))) continue;
    if (blockedAccounts.includes(row.accountId)) continue;
    const running: Row = { ...row, state: { name: 'uploading' } };
    state.rows.set(row.id, running);
    const damagedEtag = state.damaged.get(objectOf(row));
    claimed.push({
      ...asTransfer(running),
      ...lanes(row),
      hasCheckpoint: row.checkpoint !== undefined,
      ...(damagedEtag !== undefined && { damagedEtag }),
    });
  }
  return claimed;
}

/** As TransferStore.wake. */
export function wake(state: QueueState, now: number): number | undefined {
  let next: number | undefined;
  for (const row of state.rows.values()) {
    if (row.state.name !== 'waiting' || row.state.until === undefined) continue;
    if (row.state.until <= now) state.rows.set(row.id, { ...row, state: { name: 'queued' } });
    else next = Math.min(next ?? row.state.until, row.state.until);
  }
  return next;
}

/** As TransferStore.endWait. */
export function endWait(state: QueueState, why: string, accountId: string | undefined): void {
  for (const row of state.rows.values()) {
    if (row.state.name !== 'waiting' || row.state.why !== why) continue;
    if (accountId !== undefined && accountId !== row.accountId) continue;
    state.rows.set(row.id, { ...row, state: { name: 'queued' } });
  }
}

/** As TransferStore.intend. */
export function intend(
  state: QueueState,
  id: number,
  intent: { readonly partSize: number; readonly identity: SourceIdentity; readonly at: number },
  now: number,
): void {
  const { partSize, identity, at } = intent;
  dropCheckpoint(state, id, 'abort-upload', now);
  const checkpoint: Checkpoint = {
    partSize,
    identity,
    intendedAt: at,
    parts: [],
    completing: false,
  };
  change(state, id, { checkpoint, bytesSent: 0, size: identity.size });
}

/**
 * As TransferStore.saveUploadId, savePart, dropParts and saveCompleting: one change of a checkpoint.
 * @throws TransferError `database-failed` without a checkpoint
 */
export function changeCheckpoint(
  state: QueueState,
  id: number,
  edit: (checkpoint: Checkpoint) => Checkpoint,
  facts: { readonly attempts?: number } = {},
): void {
  const row = state.rows.get(id);
  if (row?.checkpoint === undefined) throw new TransferError({ code: 'database-failed' });
  const checkpoint = edit(row.checkpoint);
  const bytesSent = checkpoint.parts.reduce((sum, part) => sum + part.size, 0);
  change(state, id, { ...facts, checkpoint, bytesSent });
}

/** @throws TransferError `database-failed` before the upload has begun */
export function withPart(checkpoint: Checkpoint, part: CommittedPart): Checkpoint {
  if (checkpoint.uploadId === undefined) throw new TransferError({ code: 'database-failed' });
  const others = checkpoint.parts.filter(({ number }) => number !== part.number);
  return { ...checkpoint, parts: [...others, part].sort((a, b) => a.number - b.number) };
}

/** As TransferStore.saveDamagedObject. */
export function saveDamagedObject(state: QueueState, id: number, etag: string | undefined): void {
  const row = state.rows.get(id);
  if (row === undefined) return;
  if (etag === undefined) state.damaged.delete(objectOf(row));
  else state.damaged.set(objectOf(row), etag);
}

/** As TransferStore.dropCheckpoint. */
export function dropCheckpoint(
  state: QueueState,
  id: number,
  upload: 'abort-upload' | 'keep-upload',
  now: number,
): void {
  const row = state.rows.get(id);
  if (row === undefined) return;
  if (upload === 'abort-upload') queueAbort(state, row, now);
  const { checkpoint: _checkpoint, ...rest } = row;
  state.rows.set(id, { ...rest, bytesSent: 0 });
}

function queueAbort(state: QueueState, row: Row, now: number): void {
  if (row.checkpoint === undefined) return;
  const { accountId, bucket, key } = row;
  const { uploadId, intendedAt } = row.checkpoint;
  const target = { accountId, bucket, key };
  if (uploadId === undefined) state.addCleanup({ kind: 'find-orphan', ...target, intendedAt }, now);
  else state.addCleanup({ kind: 'abort-upload', ...target, uploadId }, now);
}

/** What becomes of the checkpoint when the facts do not say it. */
function checkpointAfter(
  event: TransferEvent,
  row: Row,
  facts: StateFacts,
): StateFacts['dropCheckpoint'] {
  if (event.type === 'finish') return 'keep-upload';
  const renamed = facts.key !== undefined && facts.key !== row.key;
  return event.type === 'cancel' || event.type === 'skip' || renamed ? 'abort-upload' : undefined;
}

/** As TransferStore.apply. */
export function apply(
  state: QueueState,
  id: number,
  event: TransferEvent,
  facts: StateFacts,
  now: number,
  moved: Moved,
): boolean {
  const before = state.rows.get(id);
  if (before === undefined || !allowedFrom[event.type].includes(before.state.name)) return false;
  const { dropCheckpoint: asked, ...plain } = facts;
  const drop = asked ?? checkpointAfter(event, before, facts);
  // The cleanup is about the key that was in use, not about one that a rename gives.
  if (drop !== undefined) dropCheckpoint(state, id, drop, now);
  const next = stateAfter(event);
  const attempts = event.type === 'retry' ? Math.min(1, before.attempts) : before.attempts;
  change(state, id, { attempts, ...plain, state: next, updatedAt: now });
  const row = state.rows.get(id);
  if (row === undefined) return false;
  const after = next.name === 'done' ? { ...row, bytesSent: row.size } : row;
  state.rows.set(id, after);
  if (event.type === 'finish') state.damaged.delete(objectOf(after));
  const isOver = next.name === 'done' || next.name === 'skipped' || next.name === 'cancelled';
  if (isOver && row.source.kind === 'blob') {
    state.addCleanup({ kind: 'remove-spool', path: row.source.path }, now);
  }
  moved(before, after);
  return true;
}

function change(state: QueueState, id: number, facts: Partial<Row>): void {
  const row = state.rows.get(id);
  if (row !== undefined) state.rows.set(id, { ...row, ...facts });
}

export function isRunningRow(row: Row): boolean {
  return isRunning(row.state.name);
}

/** True when the scope has the row; an absent scope has all rows. */
export function isInScope(row: Row, scope: RowScope | undefined): boolean {
  if (scope === undefined) return true;
  const { batchIds = [], ids = [] } = scope;
  return batchIds.includes(row.batchId) || ids.includes(row.id);
}

/** Names the object that a row is about. */
export function objectOf({
  accountId,
  bucket,
  key,
}: Pick<Row, 'accountId' | 'bucket' | 'key'>): string {
  return `${accountId}/${bucket}/${key}`;
}

function lanes({
  lane,
  identity,
  policy,
}: Row): Pick<ClaimedTransfer, 'lane' | 'identity' | 'conflictPolicy'> {
  return {
    lane,
    ...(identity !== undefined && { identity }),
    ...(policy !== undefined && { conflictPolicy: policy }),
  };
}

/** What every reader may see of a row. */
export function asTransfer(row: Row): ClaimedTransfer {
  const { id, batchId, accountId, bucket, key, source, relativePath, size } = row;
  const { state, bytesSent, attempts, createdAt, updatedAt } = row;
  return {
    ...{ id, batchId, accountId, bucket, key, source, relativePath, size },
    ...{ state, bytesSent, attempts, createdAt, updatedAt },
    ...lanes(row),
    hasCheckpoint: row.checkpoint !== undefined,
  };
}
