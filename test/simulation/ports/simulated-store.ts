import type { StateFacts, TransferStore } from '../../../main/engine/ports/transfer-store.ts';
import type { TransferQueries } from '../../../main/engine/ports/transfer-queries.ts';
import { addBatch, addTransfers, filesMissing, finishRoot } from '../queue/adding.ts';
import { answerConflicts, applyToAll, changeKey, moveToFront, remove } from '../queue/commands.ts';
import {
  asBatch,
  batches,
  count,
  counters,
  details,
  failures,
  page,
  selected,
  standing,
  waits,
} from '../queue/reading.ts';
import {
  apply,
  asTransfer,
  changeCheckpoint,
  claim,
  dropCheckpoint,
  endWait,
  intend,
  recover,
  saveDamagedObject,
  wake,
  withPart,
} from '../queue/running.ts';
import type { QueueState, Row } from '../queue/queue-state.ts';
import type { World } from '../world/world.ts';
import type { Witness } from '../witness.ts';
import type { SimulatedDisk } from './simulated-disk.ts';

/** The queue on disk, as the engine's ports describe it. */
export function createSimulatedStore(
  world: World,
  disk: SimulatedDisk,
  witness: Witness,
): TransferStore & TransferQueries {
  const write = <T>(what: string, work: (state: QueueState) => T) => disk.run(what, true, work);
  const read = <T>(what: string, work: (state: QueueState) => T) => disk.run(what, false, work);
  /** A write to one row whose answer will be held against the disk. */
  const writeRow = <T>(what: string, id: number, work: (state: QueueState) => T) => {
    let row: Row | undefined;
    return disk.run(
      `${what} ${id}`,
      true,
      (state) => {
        const result = work(state);
        row = state.rows.get(id);
        return result;
      },
      () => {
        if (row !== undefined) witness.answered(what, row);
      },
    );
  };
  const now = () => world.time.wall;
  const moved = (before: Row, after: Row) => {
    witness.rowMoved(before, after);
  };
  return {
    addBatch: (batch) => write('addBatch', (state) => addBatch(state, batch)),
    batch: (id) =>
      read('batch', (state) => {
        const batch = state.batches.get(id);
        return batch && asBatch(batch);
      }),
    addTransfers: (batchId, transfers) =>
      write(`addTransfers ${transfers.length}`, (state) => {
        const { added, taken } = addTransfers(state, batchId, transfers, now());
        witness.rowsAdded(added);
        return taken;
      }),
    keysOf: (batchId, files) =>
      read('keysOf', (state) =>
        files.map(
          ({ path, relativePath }) =>
            [...state.rows.values()].find(
              (row) =>
                row.batchId === batchId &&
                row.source.kind === 'file' &&
                row.source.path === path &&
                row.relativePath === relativePath,
            )?.key,
        ),
      ),
    filesMissing: (batchId, earlier) =>
      read('filesMissing', (state) => ({ files: filesMissing(state, batchId, earlier) })),
    finishRoot: (batchId, root) =>
      write('finishRoot', (state) => {
        finishRoot(state, batchId, root);
      }),
    unfinishedRoots: () =>
      read('unfinishedRoots', (state) =>
        [...state.batches.values()].flatMap(({ id, unfinished }) =>
          unfinished.map((root) => ({ batchId: id, root })),
        ),
      ),

    recover: () => write('recover', recover),
    claim: (lane, limit, blocked, scope) =>
      write(`claim ${lane}`, (state) => {
        const claimed = claim(state, lane, limit, blocked, scope);
        for (const { id } of claimed) {
          const row = state.rows.get(id);
          if (row !== undefined) witness.claimed(row);
        }
        return claimed;
      }),
    wake: (at) => write('wake', (state) => wake(state, at)),
    endWait: (why, accountId) =>
      write(`endWait ${why}`, (state) => {
        endWait(state, why, accountId);
      }),
    checkpoint: (id) => read(`checkpoint ${id}`, (state) => state.rows.get(id)?.checkpoint),
    intend: (id, intent) =>
      write(`intend ${id}`, (state) => {
        intend(state, id, intent, now());
      }),
    saveUploadId: (id, uploadId) =>
      write(`saveUploadId ${id} ${uploadId}`, (state) => {
        changeCheckpoint(state, id, (checkpoint) => ({ ...checkpoint, uploadId }));
      }),
    savePart: (id, part) =>
      writeRow(`savePart ${part.number}`, id, (state) => {
        witness.partSaved(state.rows.get(id), part);
        changeCheckpoint(state, id, (checkpoint) => withPart(checkpoint, part), { attempts: 0 });
      }),
    dropParts: (id, numbers) =>
      write(`dropParts ${id} ${numbers.join()}`, (state) => {
        const row = state.rows.get(id);
        if (row?.checkpoint === undefined) return;
        witness.partsDropped(row, numbers);
        changeCheckpoint(state, id, (checkpoint) => ({
          ...checkpoint,
          parts: checkpoint.parts.filter(({ number }) => !numbers.includes(number)),
        }));
      }),
    saveDamagedObject: (id, etag) =>
      write(`saveDamagedObject ${id} ${etag ?? ''}`, (state) => {
        saveDamagedObject(state, id, etag);
      }),
    saveCompleting: (id) =>
      write(`saveCompleting ${id}`, (state) => {
        changeCheckpoint(state, id, (checkpoint) => ({ ...checkpoint, completing: true }));
      }),
    dropCheckpoint: (id, upload) =>
      write(`dropCheckpoint ${id} ${upload}`, (state) => {
        dropCheckpoint(state, id, upload, now());
      }),
    apply: (id, event, facts: StateFacts = {}) =>
      writeRow(`apply ${event.type}`, id, (state) => apply(state, id, event, facts, now(), moved)),
    addAttempt: (id, attempt) =>
      write(`addAttempt ${id} ${attempt.error.code}`, (state) => {
        const row = state.rows.get(id);
        if (row === undefined) return;
        const attemptsMade = [...row.attemptsMade, attempt].slice(-50);
        state.rows.set(id, { ...row, attemptsMade });
      }),

    applyToAll: (selection, event, changes) =>
      write(`applyToAll ${event.type}`, (state) =>
        applyToAll(state, selection, event, now(), moved, changes),
      ),
    answerConflicts: (selection, policy) =>
      write(`answerConflicts ${policy}`, (state) => answerConflicts(state, selection, policy)),
    moveToFront: (selection) => write('moveToFront', (state) => moveToFront(state, selection)),
    changeKey: (id, key) =>
      write(`changeKey ${id}`, (state) => {
        return changeKey(state, id, key, now());
      }),
    remove: (selection, states) =>
      write('remove', (state) => {
        const removed = remove(state, selection, states, now());
        witness.rowsRemoved(removed);
        return removed.length;
      }),

    abortLater: ({ accountId, bucket, key }, uploadId) =>
      write(`abortLater ${uploadId}`, (state) => {
        state.addCleanup({ kind: 'abort-upload', accountId, bucket, key, uploadId }, now());
      }),
    dueCleanups: (at, limit) =>
      read('dueCleanups', (state) =>
        [...state.cleanups.values()]
          .filter(({ dueAt }) => dueAt <= at)
          .sort((one, other) => one.dueAt - other.dueAt || one.id - other.id)
          .slice(0, limit),
      ),
    finishCleanup: (id) =>
      write(`finishCleanup ${id}`, (state) => {
        state.cleanups.delete(id);
      }),
    delayCleanup: (id, until) =>
      write(`delayCleanup ${id}`, (state) => {
        const cleanup = state.cleanups.get(id);
        if (cleanup === undefined) return;
        const attempts = cleanup.attempts + 1;
        state.cleanups.set(id, { ...cleanup, attempts, dueAt: until });
      }),
    cleanupBacklog: () =>
      read('cleanupBacklog', ({ cleanups }) => {
        const due = [...cleanups.values()].map(({ dueAt }) => dueAt);
        return due.length === 0 ? { count: 0 } : { count: due.length, nextAt: Math.min(...due) };
      }),
    knowsUpload: (uploadId) =>
      read('knowsUpload', (state) => {
        const inQueue = [...state.rows.values()].some(
          (row) => row.checkpoint?.uploadId === uploadId,
        );
        return (
          inQueue ||
          [...state.cleanups.values()].some(
            (cleanup) => 'uploadId' in cleanup && cleanup.uploadId === uploadId,
          )
        );
      }),

    settings: () => read('settings', (state) => state.settings),
    saveSettings: (settings) =>
      write('saveSettings', (state) => {
        state.settings = settings;
      }),
    accounts: () => read('accounts', (state) => [...state.accounts.values()]),
    account: (id) => read('account', (state) => state.accounts.get(id)),
    saveAccount: (account) =>
      write('saveAccount', (state) => {
        state.accounts.set(account.id, account);
      }),
    removeAccount: (id) =>
      write('removeAccount', (state) => {
        state.accounts.delete(id);
      }),
    onDiskFull: (listener) => disk.onFull(listener),
    onFailure: (listener) => disk.onFailure(listener),
    close: () => Promise.resolve(),

    counters: (batchId) => read('counters', (state) => counters(state, batchId)),
    waits: (batchId) => read('waits', (state) => waits(state, batchId)),
    standing: (rows) => read('standing', (state) => standing(state, rows)),
    page: (filter, sort, range) => {
      witness.pageRead();
      return read('page', (state) => page(state, filter, sort, range));
    },
    transfers: (ids) =>
      read('transfers', (state) =>
        ids.flatMap((id) => {
          const row = state.rows.get(id);
          return row === undefined ? [] : [asTransfer(row)];
        }),
      ),
    details: (id) => read('details', (state) => details(state, id)),
    batches: (limit, states) => read('batches', (state) => batches(state, limit, states)),
    count: (selection) => read('count', (state) => count(state, selection)),
    selected: (selection, states, range) =>
      read('selected', (state) => selected(state, selection, states, range)),
    failures: (batchId) => read('failures', (state) => failures(state, batchId)),
  };
}
