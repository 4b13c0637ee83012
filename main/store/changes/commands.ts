import { assertNever } from '../../../shared/assert-never.ts';
import {
  allowedFrom,
  finalStates,
  isFinal,
  isRunning,
  type StateName,
} from '../../../shared/transfer-state.ts';
import type { TransferSelection } from '../../engine/ports/row-selection.ts';
import type { HandOverResult } from '../../engine/ports/transfer-store.ts';
import { selectRows, type SelectedRows } from '../operations/selection.ts';
import { backToQueue, sqlList, type StoreContext } from '../operations/store-context.ts';
import type { StoreOperations } from '../store-calls.ts';
import { applyingOperations } from './applying.ts';
import { removeEmptyBatches } from './batches.ts';
import { dropCheckpoint, queueUploadCleanups } from './checkpoints.ts';

type CommandOperations = Pick<
  StoreOperations,
  'applyToAll' | 'answerConflicts' | 'moveToFront' | 'changeKey' | 'remove'
>;

const rowsAtOnce = 10_000;

/** The spool file of a blob was queued for removal when the row reached this state. */
export const spoolGone: readonly StateName[] = ['done', 'skipped', 'cancelled'];

const changes: Readonly<Record<'pause' | 'resume' | 'retry' | 'cancel', string>> = {
  pause: `state = 'paused', why = NULL, until = NULL, error = NULL, error_code = NULL`,
  resume: backToQueue,
  // As for a single retry: one attempt stays for the request that may have arrived.
  retry: `${backToQueue}, attempts = min(attempts, 1)`,
  cancel: `
    state = 'cancelled', why = NULL, until = NULL, error = NULL, error_code = NULL, bytes_sent = 0`,
};

export function commandOperations(context: StoreContext): CommandOperations {
  /** Queues the clean-ups of rows that end: their uploads and the spool files of blobs. */
  const queueCleanups = (rows: SelectedRows): void => {
    queueUploadCleanups(context, rows);
    context.run(
      `INSERT OR IGNORE INTO cleanups (kind, path, due_at)
        SELECT 'remove-spool', t.source_path, ?
          FROM transfers AS t ${rows.hint}
          WHERE ${rows.where} AND t.source_kind = 'blob' AND t.state NOT IN (${sqlList(spoolGone)})`,
      context.now,
      ...rows.parameters,
    );
  };

  const dropCheckpoints = (rows: SelectedRows): void => {
    context.run(
      `DELETE FROM checkpoints
        WHERE (SELECT TRUE FROM transfers AS t
          WHERE t.id = checkpoints.transfer_id AND ${rows.where})`,
      ...rows.parameters,
    );
  };

  /** Changes the part size. Parts already sent do not fit the new size, so the rows start over. */
  const changePartSize = (rows: SelectedRows, partSize: number): void => {
    queueUploadCleanups(context, rows);
    dropCheckpoints(rows);
    update(rows, 'bytes_sent = 0');
    context.run(
      `UPDATE batches SET options = json_set(options, '$.partSize', ?)
        WHERE id IN (SELECT t.batch_id FROM transfers AS t ${rows.hint} WHERE ${rows.where})`,
      partSize,
      ...rows.parameters,
    );
  };

  const update = (rows: SelectedRows, change: string, ...values: readonly unknown[]): number =>
    context.run(
      `UPDATE OR FAIL transfers AS t ${rows.hint} SET ${change} WHERE ${rows.where}`,
      ...values,
      ...rows.parameters,
    );

  /** Applies the command to rows that scans of whole batches add later; not for single rows. */
  const pauseScans = (selection: TransferSelection, isPaused: boolean): void => {
    const mark = `UPDATE batches SET scan_paused = ? WHERE scan = 'scanning'`;
    const value = isPaused ? 1 : 0;
    if ('all' in selection) context.run(mark, value);
    else if ('batchId' in selection && !('errorCode' in selection)) {
      context.run(`${mark} AND id = ?`, value, selection.batchId);
    } else if ('filter' in selection) {
      const { only, filter } = selection;
      const { batchId, batchIds, ...narrower } = filter;
      if (only !== undefined || Object.keys(narrower).length > 0) return;
      if (batchIds !== undefined) {
        for (const id of batchIds) pauseScans({ batchId: id }, isPaused);
        return;
      }
      pauseScans(batchId === undefined ? { all: true } : { batchId }, isPaused);
    }
  };

  return {
    applyToAll: (selection, event, { conflictPolicy, partSize } = {}) => {
      // The engine stops running rows before it applies a command to them.
      const states = allowedFrom[event.type].filter((state) => !isRunning(state));
      const selected = selectRows(selection, states);
      // A pause would lose the mark, and a resume would send what another program sends.
      const rows: SelectedRows =
        event.type === 'pause'
          ? { ...selected, where: `${selected.where} AND NOT coalesce(${isHandedOver}, FALSE)` }
          : selected;
      if (event.type === 'cancel') {
        queueCleanups(rows);
        dropCheckpoints(rows);
      }
      if (event.type === 'pause' || event.type === 'resume') {
        pauseScans(selection, event.type === 'pause');
      }
      if (partSize !== undefined) changePartSize(rows, partSize);
      const change = `
        ${changes[event.type]}, conflict_policy = coalesce(?, conflict_policy), updated_at = ?`;
      return update(rows, change, conflictPolicy ?? null, context.now);
    },

    answerConflicts: (selection, policy) => {
      const rows = selectRows(selection, ['waiting']);
      const asked: SelectedRows = {
        // Reads only the rows with a conflict question, not all waiting rows.
        hint:
          'all' in selection || 'batchId' in selection ? 'INDEXED BY transfers_by_wait' : rows.hint,
        where: `${rows.where} AND t.state = 'waiting' AND t.why = 'conflict'`,
        parameters: rows.parameters,
      };
      const change = `${backToQueue}, conflict_policy = ?, updated_at = ?`;
      return update(asked, change, policy, context.now);
    },

    moveToFront: (selection) => {
      const rows = selectRows(selection, ['queued', 'waiting', 'paused']);
      return update(rows, 'position = ?', frontOfQueue(context));
    },

    changeKey: (id, key) => {
      const findTaken = `
        SELECT EXISTS (
          SELECT 1 FROM transfers AS t
            JOIN transfers AS o INDEXED BY transfers_by_object
              ON o.bucket_id = t.bucket_id AND o.key = ? AND o.batch_id = t.batch_id
            WHERE t.id = ? AND o.id <> t.id)`;
      if (context.number(findTaken, key, id) === 1) return false;
      const rows = selectRows({ ids: [id] }, ['failed', 'queued']);
      const findOld = `SELECT t.key FROM transfers AS t NOT INDEXED WHERE ${rows.where}`;
      const oldKey = context.value(findOld, ...rows.parameters) as string | undefined;
      if (oldKey === undefined) return false;
      const renamed = oldKey !== key;
      // The upload that was begun has the old key.
      if (renamed) dropCheckpoint(context, id, 'abort-upload');
      const change = `${changes.retry}, key = ?, updated_at = ?`;
      const anew = `${backToQueue}, attempts = 0, bytes_sent = 0, key = ?, updated_at = ?`;
      update(rows, renamed ? anew : change, key, context.now);
      return true;
    },

    remove: (selection, states = finalStates) => {
      const rows = selectRows(selection, states.filter(isFinal));
      queueCleanups(rows);
      const from = `FROM transfers AS t ${rows.hint} WHERE ${rows.where}`;
      const findBatches = `SELECT DISTINCT t.batch_id ${from}`;
      const batchIds = context.values<number>(findBatches, ...rows.parameters);
      context.stridedIds.clear();
      const removed = removeInPortions(context, from, rows.parameters);
      removeEmptyBatches(context, batchIds);
      return removed;
    },
  };
}

/** Removes the rows of `from`, a clause about transfers `AS t`. Returns their number. */
export function removeInPortions(
  context: StoreContext,
  from: string,
  parameters: readonly unknown[],
): number {
  // Each statement keeps a copy of the pages it changes until it ends.
  const remove = `DELETE FROM transfers WHERE id IN (SELECT t.id ${from} LIMIT ?)`;
  for (let total = 0; ;) {
    const removed = context.run(remove, ...parameters, rowsAtOnce);
    total += removed;
    if (removed < rowsAtOnce) return total;
  }
}

/** A position in the queue before every row that is not final. */
export function frontOfQueue(context: StoreContext): number {
  const states: StateName[] = ['queued', 'uploading', 'verifying', 'waiting', 'paused'];
  const positions = states.map((state) => {
    const find = `
      SELECT min(position) FROM transfers INDEXED BY transfers_by_queue WHERE state = ?`;
    return context.number(find, state) ?? 0;
  });
  return Math.min(...positions) - 1;
}

/** Matches the rows of a transfers table that another program sends. */
const isHandedOver = `state = 'waiting' AND why = 'handed-over'`;

export function handOverOperations(
  context: StoreContext,
): Pick<StoreOperations, 'handOver' | 'settleHandedOver'> {
  const { apply } = applyingOperations(context);

  const settle = (found: HandOverResult): void => {
    const { id } = found;
    switch (found.found) {
      case 'arrived': {
        apply(id, { type: 'requeue' });
        apply(id, { type: 'start' });
        const { size, result } = found;
        const facts = { size, result, dropCheckpoint: 'abort-upload' } as const;
        apply(id, { type: 'finish', verified: 'crc64' }, facts);
        return;
      }
      case 'missing':
        apply(id, { type: 'pause' });
        return;
      case 'different':
        apply(id, { type: 'fail', error: { code: 'object-differs', detail: found.detail } });
        return;
      default:
        assertNever(found, 'result of a hand-over');
    }
  };

  return {
    handOver: (ids) =>
      context.run(
        `UPDATE OR FAIL transfers
          SET state = 'waiting', why = 'handed-over', error = NULL, error_code = NULL,
            updated_at = ?
          WHERE id IN (SELECT value FROM json_each(?)) AND state IN ('paused', 'failed')`,
        context.now,
        JSON.stringify(ids),
      ),

    settleHandedOver: (results) => {
      const find = `SELECT 1 FROM transfers WHERE id = ? AND ${isHandedOver}`;
      const waiting = results.filter(({ id }) => context.number(find, id) !== undefined);
      for (const result of waiting) settle(result);
      return waiting.length;
    },
  };
}
