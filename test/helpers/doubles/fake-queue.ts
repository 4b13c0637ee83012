import type { NewBatch, TransferStore } from '../../../main/engine/ports/transfer-store.ts';
import type {
  Counters,
  FailureGroup,
  TransferQueries,
} from '../../../main/engine/ports/transfer-queries.ts';
import type {
  RowScope,
  TransferFilter,
  TransferSelection,
} from '../../../main/engine/ports/row-selection.ts';
import type { IdleQueue, OwnQueue } from '../../../main/cli/run/world.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { Account, Batch, CallbackAnswer, Transfer } from '../../../shared/transfer.ts';
import {
  allowedFrom,
  stateAfter,
  type StateName,
  stateNames,
} from '../../../shared/transfer-state.ts';

/** What a test writes down of a row; the rest is filled in. */
export type RowSketch = Pick<Transfer, 'id'> & Partial<Transfer>;

/** A row of batch 1 in bucket `photos`, queued, 100 bytes, unless the sketch says otherwise. */
export function sketchRow(sketch: RowSketch): Transfer {
  const relativePath = sketch.relativePath ?? `folder/file-${sketch.id}`;
  const size = sketch.size ?? 100;
  const state = sketch.state ?? { name: 'queued' };
  return {
    batchId: 1,
    accountId: 'account',
    bucket: 'photos',
    key: relativePath,
    source: { kind: 'file', path: `/source/${relativePath}` },
    relativePath,
    size,
    state,
    bytesSent: state.name === 'done' ? size : 0,
    attempts: 0,
    createdAt: 0,
    updatedAt: 0,
    ...sketch,
  };
}

function countersOf(rows: readonly Transfer[]): Counters {
  const tally = (name: StateName) => {
    const those = rows.filter(({ state }) => state.name === name);
    return { files: those.length, bytes: those.reduce((sum, { size }) => sum + size, 0) };
  };
  return {
    states: Object.fromEntries(stateNames.map((name) => [name, tally(name)])) as Counters['states'],
    bytesSent: rows.reduce((sum, { bytesSent }) => sum + bytesSent, 0),
  };
}

function selects(selection: TransferSelection, row: Transfer): boolean {
  if ('all' in selection) return true;
  if ('ids' in selection) return selection.ids.includes(row.id);
  if ('errorCode' in selection) {
    return row.state.name === 'failed' && row.state.error.code === selection.errorCode;
  }
  if ('filter' in selection) return false;
  return row.batchId === selection.batchId;
}

function reasonOf({ state }: Transfer): string | undefined {
  if (state.name === 'waiting') return state.why;
  return state.name === 'skipped' ? state.reason : undefined;
}

function matches(filter: TransferFilter, row: Transfer): boolean {
  return (
    (filter.states === undefined || filter.states.includes(row.state.name)) &&
    (filter.batchId === undefined || filter.batchId === row.batchId) &&
    (filter.why === undefined || reasonOf(row) === filter.why) &&
    (filter.errorCode === undefined ||
      (row.state.name === 'failed' && row.state.error.code === filter.errorCode))
  );
}

/** A queue in memory with rows that the test puts there: what the command line reads and changes. */
export interface FakeQueue
  extends
    IdleQueue,
    OwnQueue,
    Pick<TransferStore, 'account' | 'accounts' | 'addBatch' | 'saveAccount'>,
    Pick<TransferQueries, 'count' | 'selected' | 'waits'> {
  put(sketch: RowSketch): Transfer;
  putBatch(sketch: { readonly id: number } & Partial<Batch>): Batch;
  putCallbackAnswer(id: number, answer: CallbackAnswer): void;
  cleanUps: { count: number; nextAt?: number };
  readonly closed: boolean;
}

/** Methods that only the engine calls are missing: a command that reaches for one fails. */
export function createFakeQueue(): FakeQueue {
  const rows = new Map<number, Transfer>();
  const batches = new Map<number, Batch>();
  const accounts = new Map<string, Account>();
  const callbacks = new Map<number, CallbackAnswer>();
  let closed = false;

  const every = (): Transfer[] => [...rows.values()];
  const failureGroups = (batchId: number | undefined): FailureGroup[] => {
    const groups = new Map<string, FailureGroup>();
    for (const row of every()) {
      if (row.state.name !== 'failed' || (batchId !== undefined && row.batchId !== batchId))
        continue;
      const { error } = row.state;
      const known = groups.get(error.code);
      groups.set(error.code, {
        code: error.code,
        files: (known?.files ?? 0) + 1,
        bytes: (known?.bytes ?? 0) + row.size,
        example: known?.example ?? { id: row.id, relativePath: row.relativePath, error },
      });
    }
    return [...groups.values()];
  };

  const matchesCallback = (filter: TransferFilter, { id }: Transfer): boolean =>
    filter.callbackFailed === undefined || callbacks.get(id)?.ok === false;

  const queue = {
    cleanUps: { count: 0 },
    get closed() {
      return closed;
    },
    put(sketch: RowSketch) {
      const row = sketchRow(sketch);
      rows.set(row.id, row);
      if (!batches.has(row.batchId)) queue.putBatch({ id: row.batchId });
      return row;
    },
    putBatch(sketch: { readonly id: number } & Partial<Batch>) {
      const batch: Batch = {
        name: 'folder',
        destination: { accountId: 'account', bucket: 'photos', prefix: '' },
        conflictPolicy: 'ask',
        options: {},
        scanOptions: {},
        createdAt: 0,
        scan: 'complete',
        ...sketch,
      };
      batches.set(batch.id, batch);
      return batch;
    },
    putCallbackAnswer(id: number, answer: CallbackAnswer) {
      callbacks.set(id, answer);
    },
    addBatch: (batch: NewBatch) => {
      const { roots: _roots, ...fields } = batch;
      return Promise.resolve(queue.putBatch({ ...fields, id: batches.size + 1 }));
    },
    batch: (id: number) => Promise.resolve(batches.get(id)),
    recover: () => {
      for (const row of every()) {
        if (row.state.name !== 'uploading' && row.state.name !== 'verifying') continue;
        rows.set(row.id, { ...row, state: { name: 'queued' } });
      }
      return Promise.resolve();
    },
    applyToAll: (
      selection: TransferSelection,
      event: { readonly type: 'pause' | 'resume' | 'retry' | 'cancel' },
    ) => {
      const meant = every().filter(
        (row) => selects(selection, row) && allowedFrom[event.type].includes(row.state.name),
      );
      for (const row of meant) rows.set(row.id, { ...row, state: stateAfter(event) });
      return Promise.resolve(meant.length);
    },
    remove: (selection: TransferSelection, states: readonly StateName[] = []) => {
      const meant = every().filter(
        (row) => selects(selection, row) && states.includes(row.state.name),
      );
      for (const { id } of meant) rows.delete(id);
      return Promise.resolve(meant.length);
    },
    unfinishedRoots: () => Promise.resolve([]),
    cleanupBacklog: () => Promise.resolve(queue.cleanUps),
    settings: () => Promise.resolve(defaultSettings),
    accounts: () => Promise.resolve([...accounts.values()]),
    account: (id: string) => Promise.resolve(accounts.get(id)),
    saveAccount: (account: Account) => {
      accounts.set(account.id, account);
      return Promise.resolve();
    },
    close: () => {
      closed = true;
      return Promise.resolve();
    },
    counters: (batchId?: number) =>
      Promise.resolve(
        countersOf(every().filter((row) => batchId === undefined || row.batchId === batchId)),
      ),
    page: (
      filter: TransferFilter,
      _sort: object,
      { offset, limit }: { readonly offset: number; readonly limit: number },
    ) => {
      const found = every().filter((row) => matches(filter, row) && matchesCallback(filter, row));
      return Promise.resolve({ rows: found.slice(offset, offset + limit), total: found.length });
    },
    transfers: (ids: readonly number[]) =>
      Promise.resolve(every().filter((row) => ids.includes(row.id))),
    details: (id: number) => {
      const row = rows.get(id);
      if (row === undefined) return Promise.resolve(undefined);
      const callback = callbacks.get(id);
      const result = { etag: 'E', requestId: 'R', ...(callback === undefined ? {} : { callback }) };
      return Promise.resolve({ ...row, result, attemptsMade: [] });
    },
    batches: (limit: number) =>
      Promise.resolve(
        [...batches.values()]
          .toReversed()
          .slice(0, limit)
          .map((batch) => ({
            ...batch,
            counters: countersOf(every().filter((row) => row.batchId === batch.id)),
          })),
      ),
    standing: (scope: RowScope) => {
      const meant = every().filter((row) =>
        [scope.ids?.includes(row.id), scope.batchIds?.includes(row.batchId)].includes(true),
      );
      return Promise.resolve({ counters: countersOf(meant), waits: [] });
    },
    failures: (batchId?: number) => Promise.resolve(failureGroups(batchId)),
  };
  return queue as unknown as FakeQueue;
}
