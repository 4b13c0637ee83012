import type { ConditionView } from '../../shared/condition.ts';
import type { ConnectionsView, EngineState } from '../../shared/engine-state.ts';
import type { LeftOut } from '../../shared/upload/name-pattern.ts';
import type { Settings } from '../../shared/settings.ts';
import type { TakenOver } from '../../shared/upload/taken-over.ts';
import type { StateName, WaitReason } from '../../shared/transfer-state.ts';
import type {
  Account,
  Batch,
  Destination,
  SourceIdentity,
  SourcePath,
  Transfer,
} from '../../shared/transfer.ts';
import type {
  ConflictPolicy,
  ScanOptions,
  UploadOptions,
} from '../../shared/upload/upload-options.ts';
import type { Bandwidth, ObjectStore, ObjectTarget, RemoteUpload } from './ports/object-store.ts';
import type { Clock, Random, Log, Power } from './ports/system.ts';
import type { Credentials } from './ports/credentials.ts';
import type { UploadSpeed } from './running-bytes.ts';
import type { StartScope } from './queue/work-scope.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type { RetryChanges, TransferStore } from './ports/transfer-store.ts';
import type { Counters, TransferQueries } from './ports/transfer-queries.ts';
import type { TransferSelection } from './ports/row-selection.ts';

/** All ports of the engine: its only access to the world. */
export interface EnginePorts {
  readonly store: TransferStore & TransferQueries;
  readonly objects: ObjectStore;
  readonly files: SourceFiles;
  readonly bandwidth: Bandwidth;
  readonly credentials: Credentials;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly power: Power;
  /** The Content-Type that a file name suggests, such as `image/jpeg`. */
  contentTypeOf(name: string): string;
  /**
   * Closes connections that are no longer usable: those from the given lost addresses of this
   * computer, or all connections after sleep. Their requests fail as `connection-lost`, with
   * `wasDead` when `addresses` is given.
   */
  dropConnections(addresses?: readonly string[]): void;
  /**
   * Closes the idle connections, and the busy ones on which no byte moved for so many milliseconds.
   * Their requests fail as `connection-lost` with `wasDead`.
   */
  dropStalled(milliseconds: number): void;
}

interface AddCommon {
  readonly destination: Destination;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
  /** Name of the batch; made from the file names when absent. */
  readonly name?: string;
}

/** Files and folders by path. */
export interface AddPaths extends AddCommon {
  readonly roots: readonly SourcePath[];
  readonly scanOptions: ScanOptions;
  /** For a single file: the whole object key, instead of prefix plus name. */
  readonly key?: string;
}

/** Bytes without a path, in a spool file that the engine owns from now on. */
export interface AddBlob extends AddCommon {
  readonly scanOptions?: Pick<ScanOptions, 'takeOver'>;
  readonly blobName: string;
  readonly spool: { readonly path: SourcePath; readonly identity: SourceIdentity };
  /** The batch to add to, if that batch exists and has the same destination. */
  readonly batchId?: number;
}

/** A row as the window and the command line show it while it moves. */
export interface TransferView extends Transfer {
  /** Bytes of finished parts plus bytes in flight; never more than the size. */
  readonly bytesShown: number;
  /** Bytes a second over the last seconds; 0 unless uploading. */
  readonly speed: number;
  /** Estimated seconds until the end; absent when the engine cannot estimate it. */
  readonly secondsLeft?: number;
  /**
   * Parts in flight, as [number, bytes that left this computer]. Present only while the row runs.
   */
  readonly partsMoving?: readonly (readonly [number, number])[];
}

/** One published update; the engine publishes at most ten a second. */
export interface ProgressUpdate {
  /**
   * Rises by one with each update. A receiver drops an update that is not newer than its last one.
   */
  readonly revision: number;
  readonly engine: EngineState;
  /** Last known values when the store no longer responds. */
  readonly counters: Counters;
  /** Bytes a second of all transfers, over the last three seconds. */
  readonly speed: number;
  /** What `speed` is the sum of: the uploads whose bytes or files moved in the last three seconds. */
  readonly speeds: readonly UploadSpeed[];
  readonly secondsLeft?: number;
  /**
   * All running rows, and the rows whose state changed since the last update, each with its latest
   * view. A row that ran in the previous update and is missing here no longer runs.
   */
  readonly changed: readonly TransferView[];
  /** Many rows changed at once (a command, a scan): the receiver reads its visible page again. */
  readonly manyRows: boolean;
  /** Conditions that keep work back, in the order in which they began. */
  readonly conditions: readonly ConditionView[];
  /** Number of roots that a scan is reading. */
  readonly scanning: number;
  /** Absent while nothing is sent. */
  readonly connections?: ConnectionsView;
}

/** The queue is settled: no transfer can continue without a person. */
export interface Settled {
  /**
   * Wait reasons that only a person can end: `conflict`, `credentials`, `proxy` …
   * Empty when every transfer is final or paused.
   */
  readonly waitingFor: readonly WaitReason[];
}

/** The public API of the engine for the desktop app and the command line. */
export interface Engine {
  /**
   * Recovers the queue after a crash, resumes scans and starts work.
   *
   * @param scope the rows that the engine works on, `subscribe` reports and `settled` waits for;
   *   all rows when absent
   */
  start(scope?: StartScope): Promise<void>;
  /** Extends a start with a limited scope to all rows. */
  takeAll(): Promise<void>;
  /** Adds these rows to the scope of a limited start. */
  takeRows(ids: readonly number[]): Promise<void>;
  /**
   * Closes every socket, waits until no run is left, and leaves the running rows queued on disk.
   * Keeps finished parts. No call to the engine is allowed afterwards.
   */
  stop(): Promise<void>;

  /**
   * Adds a batch and resolves once it is on disk; the scan continues afterwards.
   * @throws TransferError `options-invalid` or `key-invalid`, before anything is stored.
   */
  add(request: AddPaths): Promise<Batch>;
  addBlob(request: AddBlob): Promise<Batch>;
  /**
   * Resolves when the scan of the batch has ended. A failed scan leaves a failed row and resolves.
   */
  scanned(batchId: number): Promise<void>;
  /** The entries that scans of this process left out of the batch because of their names. */
  leftOut(batchId: number): readonly LeftOut[];

  /** Unfinished rows that the batch took over from other batches since this engine started. */
  takenOver(batchId: number): TakenOver;

  /**
   * All four commands first stop the running rows among the selected ones. Each resolves with the
   * number of rows changed.
   */
  pause(selection: TransferSelection): Promise<number>;
  /**
   * Begins a pause or a cancel that the caller applies in portions: stops the running rows, and lets
   * no other row of the selection start before `release`.
   *
   * @param key names the command; a second hold with it replaces the first
   */
  hold(key: string, type: 'pause' | 'cancel', selection: TransferSelection): Promise<void>;
  release(key: string): void;
  resume(selection: TransferSelection): Promise<number>;
  /** Also aborts the uploads on the server, now or as soon as the server can be reached. */
  cancel(selection: TransferSelection): Promise<number>;
  retry(selection: TransferSelection, changes?: RetryChanges): Promise<number>;
  moveToFront(selection: TransferSelection): Promise<number>;
  /** Removes final rows; only those in `states` when `states` is given. */
  remove(selection: TransferSelection, states?: readonly StateName[]): Promise<number>;
  answerConflicts(
    selection: TransferSelection,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ): Promise<number>;
  /** Announces to the engine and its subscribers that the caller changed rows in the store (`RowBin`). */
  rowsChanged(): Promise<void>;
  /** Gives a row another object key when it cannot use its own, and queues the row again. */
  changeKey(id: number, key: string): Promise<boolean>;

  settings(): Settings;
  /** Saves the settings. They affect running uploads within a second. */
  changeSettings(change: Partial<Settings>): Promise<Settings>;
  /** Retries the work of an account after a person changed its keys, proxy or clock. */
  unblock(accountId: string): Promise<void>;

  accounts(): Promise<readonly Account[]>;
  saveAccount(account: Account): Promise<void>;
  /** Tries once to reach the destination with the rights of the account. @throws TransferError */
  probe(destination: Destination): Promise<void>;
  /** Lists all unfinished multipart uploads of a bucket, not only Ferry's. @throws TransferError */
  unfinishedUploads(destination: Destination): Promise<readonly UnfinishedUpload[]>;
  /**
   * Puts an upload that no transfer has on the list of clean-ups: it is aborted as soon as OSS
   * permits it.
   */
  abortLater(target: ObjectTarget, uploadId: string): Promise<void>;
  /** Aborts one unfinished multipart upload. @throws TransferError */
  abortUnfinished(destination: Destination, upload: RemoteUpload): Promise<void>;

  /** Calls `listener` at most ten times a second while state changes. Returns the unsubscriber. */
  subscribe(listener: (update: ProgressUpdate) => void): () => void;
  /** The current state, with the revision of the last update. */
  snapshot(): Promise<ProgressUpdate>;
  /**
   * Resolves when the queue is settled and all clean-ups that are possible now are done.
   * @throws the error with which the engine failed
   */
  settled(): Promise<Settled>;

  readonly queries: TransferQueries;
}

export interface UnfinishedUpload extends RemoteUpload {
  /** True when a live transfer of this queue will continue the upload. */
  readonly ownedByQueue: boolean;
  /** Sum of the sizes of its parts, in bytes. */
  readonly size: number;
  readonly partCount: number;
}
