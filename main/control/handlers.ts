import path from 'node:path';
import { refusedCall } from '../../shared/ipc/gate.ts';
import { type Handlers, withoutUndefined } from '../../shared/ipc/define.ts';
import type { Batch } from '../../shared/transfer.ts';
import type { Engine, Settled } from '../engine/api.ts';
import type { HandOver, TransferStore } from '../engine/ports/transfer-store.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';
import type { ControlContract } from './contract.ts';

/** The queue of the running Ferry. */
type ControlledStore = Pick<
  TransferStore & TransferQueries,
  | 'account'
  | 'batch'
  | 'batches'
  | 'cleanupBacklog'
  | 'counters'
  | 'details'
  | 'failures'
  | 'page'
  | 'standing'
  | 'transfers'
> &
  HandOver;

export interface ControlledFerry {
  readonly engine: Engine;
  /** The open store: it changes when the engine starts again. */
  readonly store: () => ControlledStore;
  /** The folder of spool files until they are uploaded. */
  readonly spoolFolder: string;
}

/** The rows that the calls of one connection concern. */
interface CallScope {
  settled(): Promise<Settled>;
  added(batch: Batch): Batch;
  taken(ids: readonly number[]): void;
}

/** Handles every call except those that concern the connection itself. */
export function controlHandlers(
  { engine, store, spoolFolder }: ControlledFerry,
  scope: CallScope,
): Pick<Handlers<ControlContract>, 'engine' | 'queue'> {
  return {
    engine: {
      async add(request) {
        if (!request.roots.every((root) => path.isAbsolute(root) || root.startsWith('\0'))) {
          throw refusedCall('A path is not absolute.');
        }
        return scope.added(await engine.add(withoutUndefined(request)));
      },
      async addBlob(request) {
        // The engine removes the file at the end, so it must lie in Ferry's spool folder.
        if (path.dirname(path.resolve(request.spool.path)) !== path.resolve(spoolFolder)) {
          throw refusedCall('The file is not in the spool folder.');
        }
        return scope.added(await engine.addBlob(withoutUndefined(request)));
      },
      pause: (selection) => engine.pause(withoutUndefined(selection)),
      resume: (selection) => engine.resume(withoutUndefined(selection)),
      cancel: (selection) => engine.cancel(withoutUndefined(selection)),
      takeAll: () => engine.takeAll(),
      async takeRows({ ids }) {
        scope.taken(ids);
        await engine.takeRows(ids);
      },
      leftOut: (batchId) => Promise.resolve(engine.leftOut(batchId)),
      takenOver: (batchId) => Promise.resolve(engine.takenOver(batchId)),
      retry: ({ ids, changes }) => engine.retry({ ids }, withoutUndefined(changes)),
      answerConflicts: ({ selection, policy }) =>
        engine.answerConflicts(withoutUndefined(selection), policy),
      changeKey: ({ id, key }) => engine.changeKey(id, key),
      setLimit: (change) => engine.changeSettings(change),
      async saveAccount(account) {
        const known = await store().account(account.id);
        if (known?.credentials.kind === 'keychain') {
          throw refusedCall('This account belongs to the window.');
        }
        await engine.saveAccount(withoutUndefined(account));
      },
      probe: (destination) => engine.probe(destination),
      unfinishedUploads: (destination) => engine.unfinishedUploads(destination),
      abortUnfinished: ({ destination, upload }) => engine.abortUnfinished(destination, upload),
      settled: () => scope.settled(),
    },
    queue: {
      batch: (id) => store().batch(id),
      batches: (limit) => store().batches(limit),
      counters: ({ batchId }) => store().counters(batchId),
      standing: (rows) => store().standing(withoutUndefined(rows)),
      page: ({ filter, sort, range }) => store().page(withoutUndefined(filter), sort, range),
      transfers: (ids) => store().transfers(ids),
      details: (id) => store().details(id),
      failures: ({ batchId }) => store().failures(batchId),
      cleanupBacklog: () => store().cleanupBacklog(),
      async handOver(ids) {
        const marked = await store().handOver(ids);
        await engine.rowsChanged();
        return marked;
      },
      async settleHandedOver(results) {
        const settled = await store().settleHandedOver(results);
        await engine.rowsChanged();
        return settled;
      },
      remove: ({ selection, states }) => engine.remove(withoutUndefined(selection), states),
    },
  };
}
