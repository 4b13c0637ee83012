import type { ErrorRecord } from '../../shared/errors.ts';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { TransferQueries, TransferStore } from '../engine/ports/transfer-store.ts';

/** What the main thread asks of the store worker: the two ports, without what stays on one side. */
export type StoreCalls = Omit<
  TransferStore & TransferQueries,
  'onDiskFull' | 'onFailure' | 'close'
>;
export type CallName = keyof StoreCalls;

/** The worker's side of the ports: the same methods, answered at once, inside a transaction. */
export type StoreOperations = {
  readonly [Name in CallName]: (
    ...args: Parameters<StoreCalls[Name]>
  ) => Awaited<ReturnType<StoreCalls[Name]>>;
};

// A record, not a list: a method that is added to a port and forgotten here does not compile.
const calls: Readonly<Record<CallName, true>> = {
  addBatch: true,
  batch: true,
  addTransfers: true,
  finishRoot: true,
  unfinishedRoots: true,
  recover: true,
  claim: true,
  wake: true,
  endWait: true,
  checkpoint: true,
  intend: true,
  saveUploadId: true,
  savePart: true,
  dropParts: true,
  saveDamagedObject: true,
  saveCompleting: true,
  dropCheckpoint: true,
  apply: true,
  addAttempt: true,
  applyToAll: true,
  answerConflicts: true,
  moveToFront: true,
  changeKey: true,
  remove: true,
  dueCleanups: true,
  finishCleanup: true,
  delayCleanup: true,
  cleanupBacklog: true,
  knowsUpload: true,
  settings: true,
  saveSettings: true,
  accounts: true,
  account: true,
  saveAccount: true,
  removeAccount: true,
  counters: true,
  waits: true,
  standing: true,
  page: true,
  transfers: true,
  details: true,
  batches: true,
  count: true,
  selected: true,
  failures: true,
};

export const callNames: readonly CallName[] = Object.keys(calls) as CallName[];

/** One call: the method and its arguments. */
export type StoreCall = readonly [name: CallName, ...args: readonly unknown[]];

/** What a store worker is started with. */
export interface StoreWorkerOptions {
  /** Path of the database file. */
  readonly file: string;
  readonly backups: boolean;
  /** Wall clock of the main thread, milliseconds; names the copy of a damaged file. */
  readonly openedAt: number;
}

export type StoreRequest =
  /** All of them are written in one commit. `now` is the main thread's wall clock. */
  | { readonly type: 'calls'; readonly now: number; readonly calls: readonly StoreCall[] }
  | { readonly type: 'close' };

export type StoreMessage =
  | { readonly type: 'opened'; readonly recovery?: QueueRecovery }
  | { readonly type: 'refused'; readonly error: ErrorRecord }
  /** One result a call, in order; `failures` names those that failed by their place. */
  | {
      readonly type: 'answers';
      readonly results: readonly unknown[];
      readonly failures: readonly (readonly [place: number, error: ErrorRecord])[];
      /** Transactions committed since the store was opened. */
      readonly commits: number;
    }
  | { readonly type: 'disk'; readonly full: boolean }
  | { readonly type: 'closed' };
