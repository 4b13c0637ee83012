import { finalStates } from '../../../shared/transfer-state.ts';
import { TransferError } from '../../../shared/errors.ts';
import { connectControl } from '../../control/client.ts';
import type { FilteredSelection, TransferSelection } from '../../engine/ports/row-selection.ts';
import { UsageError } from '../report/exit-codes.ts';
import type { ProcessEnvironment, CliFerry, JoinFerry } from '../run/world.ts';

/** Throws unless both processes have the same keys, because keys never cross the socket. */
function requireKeys(
  environment: ProcessEnvironment,
  sameKeys: (accessKeyId: string | undefined) => boolean,
): void {
  if (sameKeys(environment['OSS_ACCESS_KEY_ID'])) return;
  throw new UsageError(
    'The Ferry that is running with this database does not have the access keys of this command in its environment.',
    'Wait until it has finished, name a profile with --profile, or name another database with --db.',
  );
}

/** Commands select rows by id, batch or cause; only the window selects by filter. */
function named(selection: TransferSelection): Exclude<TransferSelection, FilteredSelection> {
  if (!('filter' in selection)) return selection;
  throw new TransferError({ code: 'internal', detail: 'A command selects by a filter.' });
}

/** The engine retries the rows that it took for this command by their ids. */
function idsOf(selection: TransferSelection): readonly number[] {
  if ('ids' in selection) return selection.ids;
  throw new TransferError({ code: 'internal', detail: 'A retry names no ids.' });
}

/**
 * Connects a command to the Ferry that already works on a queue; `undefined` when no Ferry
 * responds.
 *
 * @throws OtherFerryVersion
 */
export async function joinFerry(options: JoinFerry): Promise<CliFerry | undefined> {
  const { databaseFile, environment, ownRowsOnly } = options;
  const client = await connectControl(databaseFile, ownRowsOnly);
  if (client === undefined) return undefined;
  const { engine, queue, ferry } = client.calls;
  return {
    joined: true,
    spoolFolder: client.greeting.spoolFolder,
    handedOver: new Set(),
    engine: {
      // The engine already runs, and this command does not stop it.
      async start(scope) {
        if (scope === undefined) await engine.takeAll(undefined);
        else if (scope.only === 'rows') await engine.takeRows({ ids: scope.ids });
      },
      takeAll: () => engine.takeAll(undefined),
      stop: () => Promise.resolve(),
      add: (request) => engine.add(request),
      addBlob: (request) => engine.addBlob(request),
      pause: (selection) => engine.pause(named(selection)),
      resume: (selection) => engine.resume(named(selection)),
      cancel: (selection) => engine.cancel(named(selection)),
      retry: (selection, changes = {}) => engine.retry({ ids: idsOf(selection), changes }),
      takenOver: (batchId) => engine.takenOver(batchId),
      leftOut: (batchId) => engine.leftOut(batchId),
      answerConflicts: (selection, policy) =>
        engine.answerConflicts({ selection: named(selection), policy }),
      changeKey: (id, key) => engine.changeKey({ id, key }),
      setLimit: (bandwidthLimit) => engine.setLimit({ bandwidthLimit }),
      async saveAccount(account) {
        const { credentials } = account;
        // The command line has no account with keys in the keychain.
        if (credentials.kind === 'keychain') return;
        if (credentials.kind === 'environment') requireKeys(environment, client.sameKeys);
        await engine.saveAccount({ ...account, credentials });
      },
      probe: (destination) => engine.probe(destination),
      unfinishedUploads: (destination) => engine.unfinishedUploads(destination),
      abortUnfinished: (destination, { key, uploadId, initiated }) =>
        engine.abortUnfinished({ destination, upload: { key, uploadId, initiated } }),
      subscribe(listener) {
        const undo = client.onProgress(listener);
        // When the connection is lost, the next call reports it.
        ferry.subscribe(undefined).catch(() => undefined);
        return undo;
      },
      settled: () => engine.settled(undefined),
    },
    store: {
      batch: (id) => queue.batch(id),
      batches: (limit) => queue.batches(limit),
      counters: (batchId) => queue.counters({ batchId }),
      standing: (rows) => queue.standing(rows),
      page: (filter, sort, range) => queue.page({ filter, sort, range }),
      transfers: (ids) => queue.transfers(ids),
      details: (id) => queue.details(id),
      failures: (batchId) => queue.failures({ batchId }),
      cleanupBacklog: () => queue.cleanupBacklog(undefined),
      handOver: (ids) => queue.handOver([...ids]),
      settleHandedOver: (results) => queue.settleHandedOver([...results]),
      remove: (selection, states = finalStates) =>
        queue.remove({ selection: named(selection), states }),
    },
    close() {
      client.close();
      return Promise.resolve();
    },
  };
}
