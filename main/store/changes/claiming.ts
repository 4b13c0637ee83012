import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { ClaimedTransfer, Lane } from '../../engine/ports/transfer-store.ts';
import type { RowScope } from '../../engine/ports/row-selection.ts';
import {
  parseIdentity,
  stateColumns,
  toTransfer,
  transferColumns,
  type TransferRow,
} from '../operations/transfer-rows.ts';
import type { StoreOperations } from '../store-calls.ts';
import { backToQueue, type StoreContext } from '../operations/store-context.ts';

type ClaimingOperations = Pick<StoreOperations, 'recover' | 'claim' | 'wake' | 'endWait'>;

// One search for each bucket: a blocked account costs nothing, however many of its rows come first.
const findBuckets = `
  SELECT id FROM buckets WHERE account_id NOT IN (SELECT value FROM json_each(?))`;

// Of several rows for one object only the first may run, and only while no other one runs.
// Otherwise the older content could arrive last and replace the newer one.
const findClaimable = `
  SELECT t.id, t.position FROM transfers AS t INDEXED BY transfers_to_claim
    WHERE t.state = 'queued' AND t.lane = ? AND t.bucket_id = ?
      AND NOT EXISTS (
        SELECT 1 FROM transfers AS o INDEXED BY transfers_by_object
          WHERE o.bucket_id = t.bucket_id AND o.key = t.key
            AND (o.state IN ('uploading', 'verifying')
              OR (o.state = 'queued' AND (o.position, o.id) < (t.position, t.id))))
    ORDER BY t.position, t.id LIMIT ?`;

const hasQueued = `
  SELECT 1 FROM transfers INDEXED BY transfers_to_claim WHERE state = 'queued' AND lane = ? LIMIT 1`;

/** The first row in scope for an object runs first; rows outside the scope do not delay it. */
function findClaimableIn(inScope: (row: 't' | 'o') => string): string {
  return `
    SELECT t.id FROM transfers AS t INDEXED BY transfers_by_queue
      WHERE t.state = 'queued' AND ${inScope('t')} AND t.lane = ? AND t.bucket_id NOT IN (
          SELECT id FROM buckets WHERE account_id IN (SELECT value FROM json_each(?)))
        AND NOT EXISTS (
          SELECT 1 FROM transfers AS o INDEXED BY transfers_by_object
            WHERE o.bucket_id = t.bucket_id AND o.key = t.key
              AND (o.state IN ('uploading', 'verifying')
                OR (o.state = 'queued' AND (o.position, o.id) < (t.position, t.id)
                  AND ${inScope('o')})))
      ORDER BY t.position, t.id LIMIT ?`;
}

const findInScope = findClaimableIn(
  (row) => `(${row}.batch_id IN (SELECT value FROM json_each(?))
    OR ${row}.id IN (SELECT value FROM json_each(?)))`,
);

const takeRows = `
  UPDATE OR FAIL transfers
    SET state = 'uploading', why = NULL, until = NULL, error = NULL, error_code = NULL,
      updated_at = ?
    WHERE id IN (SELECT value FROM json_each(?))`;

interface ClaimedRow extends TransferRow {
  readonly conflictPolicy: ConflictPolicy | null;
  readonly hasCheckpoint: number;
  readonly damagedEtag: string | null;
}

// In the order of the ids.
const readRows = `
  SELECT ${transferColumns}, t.conflict_policy AS conflictPolicy,
      EXISTS (SELECT 1 FROM checkpoints AS c WHERE c.transfer_id = t.id) AS hasCheckpoint,
      (SELECT etag FROM damaged_objects AS d
        WHERE d.bucket_id = t.bucket_id AND d.key = t.key) AS damagedEtag
    FROM json_each(?) AS j CROSS JOIN transfers AS t ON t.id = j.value
      JOIN buckets AS b ON b.id = t.bucket_id`;

export function claimingOperations(context: StoreContext): ClaimingOperations {
  /** Refuses a row with an unreadable source or identity: Ferry must not send a wrong source. */
  const refuse = (id: number): void => {
    context.counts.write();
    const detail = 'The stored source of this transfer cannot be read';
    const failed = stateColumns({ name: 'failed', error: { code: 'internal', detail } });
    const fail = `
      UPDATE OR FAIL transfers SET state = 'failed', error = ?, error_code = ?, updated_at = ?
        WHERE id = ?`;
    context.run(fail, failed.error, failed.errorCode, context.now, id);
  };

  /** Takes the rows, in this order: two statements for all of them. */
  const take = (ids: readonly number[], lane: Lane): ClaimedTransfer[] => {
    if (ids.length === 0) return [];
    const list = JSON.stringify(ids);
    context.counts.begin();
    context.run(takeRows, context.now, list);
    const rows = context.rows<ClaimedRow>(readRows, list);
    for (const { batchId, size, bytesSent, state } of rows) {
      // A row that is not final counts alike in its folder.
      const counted = { batchId, folderId: null, size, bytesSent };
      context.counts.changed({ ...counted, state: 'queued' }, { ...counted, state });
    }
    return rows.map((row) => toClaimed(row, lane)).filter((transfer) => transfer !== undefined);
  };

  const toClaimed = (row: ClaimedRow, lane: Lane): ClaimedTransfer | undefined => {
    const transfer = toTransfer(row);
    const identity = parseIdentity(row.identity);
    const readable = identity !== undefined || row.identity === null;
    if (!readable || transfer.state.name !== 'uploading') {
      refuse(row.id);
      return undefined;
    }
    const known = {
      ...(identity === undefined ? {} : { identity }),
      ...(row.conflictPolicy === null ? {} : { conflictPolicy: row.conflictPolicy }),
      ...(row.damagedEtag === null ? {} : { damagedEtag: row.damagedEtag }),
    };
    return { ...transfer, ...known, lane, hasCheckpoint: row.hasCheckpoint === 1 };
  };

  const nextRows = (lane: Lane, limit: number, blocked: string): readonly number[] => {
    const buckets = context.values<number>(findBuckets, blocked);
    const found = buckets.flatMap((bucketId) =>
      context.rows<{ id: number; position: number }>(findClaimable, lane, bucketId, limit),
    );
    found.sort((one, other) => one.position - other.position || one.id - other.id);
    return found.slice(0, limit).map(({ id }) => id);
  };

  const rowsIn = (
    scope: RowScope,
    lane: Lane,
    limit: number,
    blocked: string,
  ): readonly number[] => {
    // The search goes through the queued rows of both lanes: one claim, half a second of a million.
    if (context.value(hasQueued, lane) === undefined) return [];
    const { batchIds = [], ids = [] } = scope;
    const named = [JSON.stringify(batchIds), JSON.stringify(ids)];
    return context.values<number>(findInScope, ...named, lane, blocked, ...named, limit);
  };

  return {
    recover: () => {
      const requeue = `
        UPDATE OR FAIL transfers INDEXED BY transfers_by_queue SET ${backToQueue}, attempts = max(attempts, 1), updated_at = ?
          WHERE state IN ('uploading', 'verifying')`;
      context.run(requeue, context.now);
    },

    claim: (lane, limit, blockedAccounts, scope) => {
      const blocked = JSON.stringify(blockedAccounts);
      const ids =
        scope === undefined ? nextRows(lane, limit, blocked) : rowsIn(scope, lane, limit, blocked);
      return take(ids, lane);
    },

    wake: (now) => {
      const requeue = `
        UPDATE OR FAIL transfers INDEXED BY transfers_to_wake SET ${backToQueue}, updated_at = ?
          WHERE state = 'waiting' AND until <= ?`;
      context.run(requeue, context.now, now);
      const findNext = `
        SELECT min(until) FROM transfers INDEXED BY transfers_to_wake
          WHERE state = 'waiting' AND until IS NOT NULL`;
      return context.number(findNext);
    },

    endWait: (why, accountId) => {
      const requeue = `
        UPDATE OR FAIL transfers INDEXED BY transfers_by_wait SET ${backToQueue}, updated_at = ?
          WHERE state = 'waiting' AND why = ?`;
      if (accountId === undefined) {
        context.run(requeue, context.now, why);
      } else {
        const ofAccount = 'bucket_id IN (SELECT id FROM buckets WHERE account_id = ?)';
        context.run(`${requeue} AND ${ofAccount}`, context.now, why, accountId);
      }
    },
  };
}
