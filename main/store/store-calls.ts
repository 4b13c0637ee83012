import type { ErrorRecord } from '../../shared/errors.ts';
import type { QueueRecovery } from '../../shared/queue-recovery.ts';
import type { HandOver, RowBin, TransferStore } from '../engine/ports/transfer-store.ts';
import type { PictureQueries } from '../engine/ports/picture-queries.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';

/**
 * Calls from the main thread to the store worker: all ports, without the methods of one side only.
 */
export type StoreCalls = Omit<
  TransferStore & TransferQueries & PictureQueries & RowBin & HandOver,
  'onDiskFull' | 'onFailure' | 'close'
>;
export type CallName = keyof StoreCalls;

/** The worker's side of the ports: the same methods, synchronous, inside a transaction. */
export type StoreOperations = {
  readonly [Name in CallName]: (
    ...args: Parameters<StoreCalls[Name]>
  ) => Awaited<ReturnType<StoreCalls[Name]>>;
};

// A record, not a list, so that a port method missing here does not compile.
const calls: Readonly<Record<CallName, true>> = {
  addBatch: true,
  batch: true,
  addTransfers: true,
  keysOf: true,
  filesMissing: true,
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
  abortLater: true,
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
  uploadMark: true,
  uploadList: true,
  sumCounters: true,
  countTree: true,
  countSkips: true,
  uploadFacts: true,
  uploadOrder: true,
  unfinishedCounts: true,
  batchCauses: true,
  selectedIds: true,
  tree: true,
  sortIntoFolders: true,
  findUploads: true,
  findFiles: true,
  handOver: true,
  settleHandedOver: true,
  putAside: true,
  moveFirst: true,
  bringBack: true,
  emptyBins: true,
};

export const callNames: readonly CallName[] = Object.keys(calls) as CallName[];

/** One call: the method and its arguments. */
export type StoreCall = readonly [name: CallName, ...args: readonly unknown[]];

/** Start options of a store worker. */
export interface StoreWorkerOptions {
  /** Path of the database file. */
  readonly file: string;
  readonly backups: boolean;
  /** Wall clock of the main thread, milliseconds; part of the file name of a damaged copy. */
  readonly openedAt: number;
}

export type StoreRequest =
  /** One commit for all calls. `now` is the main thread's wall clock. */
  | { readonly type: 'calls'; readonly now: number; readonly calls: readonly StoreCall[] }
  | { readonly type: 'close' };

export type StoreMessage =
  | { readonly type: 'opened'; readonly recovery?: QueueRecovery }
  | { readonly type: 'refused'; readonly error: ErrorRecord }
  /** One result for each call, in order; `failures` identifies failed calls by index. */
  | {
      readonly type: 'results';
      readonly results: readonly unknown[];
      readonly failures: readonly (readonly [index: number, error: ErrorRecord])[];
      /** Transactions committed since the store was opened. */
      readonly commits: number;
    }
  | { readonly type: 'disk'; readonly full: boolean }
  | { readonly type: 'closed' };
