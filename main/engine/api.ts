import type { EngineState } from '../../shared/engine-state.ts';
import type { ErrorRecord } from '../../shared/errors.ts';
import type { LeftOut } from '../../shared/name-pattern.ts';
import type { Settings } from '../../shared/settings.ts';
import type { TakenOver } from '../../shared/taken-over.ts';
import type { StateName, WaitReason } from '../../shared/transfer-state.ts';
import type {
  Account,
  Batch,
  Destination,
  SourceIdentity,
  SourcePath,
  Transfer,
} from '../../shared/transfer.ts';
import type { ConflictPolicy, ScanOptions, UploadOptions } from '../../shared/upload-options.ts';
import type { Bandwidth, ObjectStore, RemoteUpload } from './ports/object-store.ts';
import type { Clock, Random } from './ports/clock.ts';
import type { Credentials } from './ports/credentials.ts';
import type { Log } from './ports/log.ts';
import type { Power } from './ports/power.ts';
import type { StartScope } from './queue/work-scope.ts';
import type { SourceFiles } from './ports/source-files.ts';
import type {
  Counters,
  RetryChanges,
  TransferQueries,
  TransferSelection,
  TransferStore,
} from './ports/transfer-store.ts';

/** Everything the engine knows of the world. */
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
   * Ends connections that must not be trusted any more: those from these addresses of this computer,
   * which are gone, or all of them after sleep. What they carried fails as `connection-lost`, with
   * `addressLost` when addresses are given.
   */
  dropConnections(addresses?: readonly string[]): void;
}

interface AddCommon {
  readonly destination: Destination;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
  /** What the batch is called; made from the names when absent. */
  readonly name?: string;
}

/** Files and folders by path. */
export interface AddPaths extends AddCommon {
  readonly roots: readonly SourcePath[];
  readonly scanOptions: ScanOptions;
  /** For a single file: the whole object key, instead of prefix plus name. */
  readonly key?: string;
}

/** Bytes without a path, already in a spool file that from now on belongs to the engine. */
export interface AddBlob extends AddCommon {
  readonly scanOptions?: Pick<ScanOptions, 'takeOver'>;
  readonly blobName: string;
  readonly spool: { readonly path: SourcePath; readonly identity: SourceIdentity };
  /** The batch that it joins, if that is there and goes to the same destination. */
  readonly batchId?: number;
}

/** A row as the window and the command line show it while it moves. */
export interface TransferView extends Transfer {
  /** Bytes of finished parts plus what is on the way; never more than the size. */
  readonly bytesShown: number;
  /** Bytes a second over the last seconds; 0 unless uploading. */
  readonly speed: number;
  /** Absent when it cannot be told. */
  readonly secondsLeft?: number;
  /** Parts on the way, as [number, bytes that left this computer]. Absent unless it runs. */
  readonly partsMoving?: readonly (readonly [number, number])[];
}

/** What leaves the engine at most ten times a second. */
export interface ProgressUpdate {
  /** Rises by one with each update: a receiver drops what is not newer than what it has. */
  readonly revision: number;
  readonly engine: EngineState;
  /** As they were last when the store answers no more. */
  readonly counters: Counters;
  /** Bytes a second of everything, over the last seconds. */
  readonly speed: number;
  readonly secondsLeft?: number;
  /**
   * All rows that run, and those whose state changed since the last update; the latest view of each.
   * A row that ran in the update before and is not here runs no more.
   */
  readonly changed: readonly TransferView[];
  /** Many rows moved at once (a command, a scan): read the page on the screen again. */
  readonly refresh: boolean;
  /** Accounts that cannot work now, and why. */
  readonly blocked: readonly BlockedAccount[];
  /** Roots that are being scanned. */
  readonly scanning: number;
  readonly diskFull: boolean;
}

export interface BlockedAccount {
  readonly accountId: string;
  readonly why: Extract<WaitReason, 'offline' | 'credentials' | 'proxy' | 'certificate'>;
  readonly error: ErrorRecord;
}

/** Nothing can move by itself any more. */
export interface Settled {
  /** Reasons only a person can end: `conflict`, `credentials`, `proxy`, `certificate`. Empty when all is final or paused. */
  readonly waitingFor: readonly WaitReason[];
}

/** The engine's public face: what the desktop app and the command line may ask of it. */
export interface Engine {
  /**
   * Recovers what a crash left, resumes scans and begins to work.
   *
   * @param scope what is worked on, reported by `subscribe` and waited for by `settled`; all when
   *   absent
   */
  start(scope?: StartScope): Promise<void>;
  /** Works on everything from now on, after a start that was not for all. */
  takeAll(): Promise<void>;
  /** Works on these rows too, after a start that was not for all. */
  takeRows(ids: readonly number[]): Promise<void>;
  /**
   * Stops every socket, waits until nothing runs, and leaves running rows queued on disk.
   * Finished parts are kept. Nothing may be asked of the engine afterwards.
   */
  stop(): Promise<void>;

  /**
   * Adds a batch and resolves as soon as it is on disk; scanning goes on afterwards.
   * @throws TransferError `options-invalid` or `key-invalid`, before anything is stored.
   */
  add(request: AddPaths): Promise<Batch>;
  addBlob(request: AddBlob): Promise<Batch>;
  /** Resolves when the batch's scan has ended, also when it failed (that becomes a failed row). */
  scanned(batchId: number): Promise<void>;
  /** What the scans of this process have left out of the batch by name. */
  leftOut(batchId: number): readonly LeftOut[];

  /** What a batch has taken over from others since this engine was started. */
  takenOver(batchId: number): TakenOver;

  /** Each resolves with the number of rows changed, after running ones among them have stopped. */
  pause(selection: TransferSelection): Promise<number>;
  resume(selection: TransferSelection): Promise<number>;
  /** Uploads are aborted on the server, now or as soon as it can be reached. */
  cancel(selection: TransferSelection): Promise<number>;
  retry(selection: TransferSelection, changes?: RetryChanges): Promise<number>;
  moveToFront(selection: TransferSelection): Promise<number>;
  /** Forgets final rows; only those in `states` where they are given. */
  remove(selection: TransferSelection, states?: readonly StateName[]): Promise<number>;
  answerConflicts(
    selection: TransferSelection,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ): Promise<number>;
  /** Another object key for a row that could not use its own; it is queued again. */
  changeKey(id: number, key: string): Promise<boolean>;

  settings(): Settings;
  /** Acts on running uploads within a second, and is written down. */
  changeSettings(change: Partial<Settings>): Promise<Settings>;
  /** A person changed something about an account (keys, proxy, clock): try again. */
  unblock(accountId: string): Promise<void>;

  accounts(): Promise<readonly Account[]>;
  saveAccount(account: Account): Promise<void>;
  /** One attempt to reach the destination with the account's rights. @throws TransferError */
  probe(destination: Destination): Promise<void>;
  /** Unfinished multipart uploads of a bucket, ours and others'. @throws TransferError */
  unfinishedUploads(destination: Destination): Promise<readonly UnfinishedUpload[]>;
  /** Aborts one of them. @throws TransferError */
  abortUnfinished(destination: Destination, upload: RemoteUpload): Promise<void>;

  /** Calls `listener` at most ten times a second while something changes. Returns the undo. */
  subscribe(listener: (update: ProgressUpdate) => void): () => void;
  /** The state of things now, with the revision of the last update. */
  snapshot(): Promise<ProgressUpdate>;
  /**
   * Resolves when nothing can move by itself any more and the clean-ups that can be done are done.
   * @throws what the engine failed with
   */
  settled(): Promise<Settled>;

  readonly queries: TransferQueries;
}

export interface UnfinishedUpload extends RemoteUpload {
  /** The transfer that will go on with it, if it is ours and alive. */
  readonly ownedByQueue: boolean;
  /** Sum of its parts. */
  readonly size: number;
  readonly partCount: number;
}
