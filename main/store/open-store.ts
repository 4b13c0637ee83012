import { Worker } from 'node:worker_threads';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { PictureQueries } from '../engine/ports/picture-queries.ts';
import type { HandOver, RowBin, TransferStore } from '../engine/ports/transfer-store.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';
import { StoreClient } from './store-client.ts';
import { callNames, type StoreCalls, type StoreWorkerOptions } from './store-calls.ts';

export interface StoreOptions {
  /**
   * Path of the database; its folder exists. Related files lie beside it and share the start of its
   * name.
   */
  readonly file: string;
  /** Keeps a backup from the last close and one from before a migration. Default: true. */
  readonly backups?: boolean;
  /** Wall clock, milliseconds since 1970. */
  readonly now?: () => number;
}

export interface OpenedStore
  extends TransferStore, TransferQueries, PictureQueries, RowBin, HandOver {
  /** Present when a damaged database was set aside, so that the app can inform the user. */
  readonly recovery?: QueueRecovery;
  /** Transactions committed since the store was opened; for tests and the bench. */
  commits(): number;
}

/** This young generation is large enough for short-lived rows and keeps the worker small. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/**
 * Opens the queue in its own worker thread, for this process alone.
 *
 * @throws TransferError `database-locked` when another process has it; `database-newer` when a
 *   later Ferry has written it; `database-damaged` when neither it nor its backup is usable;
 *   `disk-full` or `database-failed`.
 */
export async function openStore(options: StoreOptions): Promise<OpenedStore> {
  const now = options.now ?? Date.now;
  const { file, backups = true } = options;
  const workerData: StoreWorkerOptions = { file, backups, openedAt: now() };
  const worker = new Worker(new URL('./store-worker.ts', import.meta.url), {
    workerData,
    resourceLimits,
  });
  const client = new StoreClient(worker, now);
  const recovery = await client.opened();
  return {
    ...storeCalls(client),
    onDiskFull: (listener) => client.onDiskFull(listener),
    onFailure: (listener) => client.onFailure(listener),
    close: () => client.close(),
    commits: () => client.commits,
    ...(recovery === undefined ? {} : { recovery }),
  };
}

function storeCalls(client: StoreClient): StoreCalls {
  const calls = callNames.map((name) => {
    const call = (...args: readonly unknown[]) => client.call(name, args);
    return [name, call] as const;
  });
  return Object.fromEntries(calls) as unknown as StoreCalls;
}
