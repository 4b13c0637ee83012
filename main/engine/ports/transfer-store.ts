import type { ErrorRecord, TransferError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { TransferEvent, TransferState, StateName } from '../../../shared/transfer-state.ts';
import type {
  Account,
  Batch,
  Destination,
  ObjectResult,
  SourceIdentity,
  SourcePath,
  Transfer,
  TransferSource,
} from '../../../shared/transfer.ts';
import type { TakenOver } from '../../../shared/upload/taken-over.ts';
import type {
  ConflictPolicy,
  ScanOptions,
  UploadOptions,
} from '../../../shared/upload/upload-options.ts';
import type { ObjectTarget } from './object-store.ts';
import type { TransferSelection, RowScope, SearchCursor } from './row-selection.ts';
import type { ScannedName } from './source-files.ts';

/** The lane of a file: large files go by parts, small files by one request. */
export type Lane = 'small' | 'large';

export interface NewBatch {
  readonly name: string;
  readonly destination: Destination;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
  readonly scanOptions: ScanOptions;
  /**
   * Roots in scan order, as the user named them. Empty for blobs: their rows are added directly.
   */
  readonly roots: readonly SourcePath[];
  readonly createdAt: number;
}

/** A new row. `state` says whether it is queued, was skipped, or cannot be sent. */
export interface NewTransfer {
  readonly key: string;
  readonly source: TransferSource;
  readonly relativePath: string;
  readonly size: number;
  readonly lane: Lane;
  /** Identity at the scan; absent for a source without content. */
  readonly identity?: SourceIdentity;
  readonly state: Extract<TransferState, { name: 'queued' | 'skipped' | 'failed' }>;
}

export interface CommittedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  /** CRC-64 of the bytes, equal on both sides; `undefined` when accepted under Content-MD5. */
  readonly crc64: string;
  /** False when the server returned no CRC-64 and Content-MD5 verified the part. */
  readonly crc64Confirmed: boolean;
}

/** The state of a multipart upload on disk. Each fact is on disk before the engine relies on it. */
export interface Checkpoint {
  readonly partSize: number;
  /** Identity of the source when the first byte was read. */
  readonly identity: SourceIdentity;
  /** Absent between the intent and the response of Initiate. */
  readonly uploadId?: string;
  /** Wall clock, milliseconds; when the intent was written. */
  readonly intendedAt: number;
  /** In ascending order. */
  readonly parts: readonly CommittedPart[];
  /** True when Complete was sent at least once without a trusted response so far. */
  readonly completing: boolean;
}

/** A claimed transfer. */
export interface ClaimedTransfer extends Transfer {
  readonly lane: Lane;
  /** Identity at the scan. */
  readonly identity?: SourceIdentity;
  /** True when `checkpoint(id)` would return a checkpoint. */
  readonly hasCheckpoint: boolean;
  /** The policy from a conflict answer or a retry; it replaces the batch's policy for this row. */
  readonly conflictPolicy?: ConflictPolicy;
  /** The ETag that `saveDamagedObject` stored for the object of the row. */
  readonly damagedEtag?: string;
}

/** Changes that a retry makes to the rows it queues; an absent field changes nothing. */
export interface RetryChanges {
  /** Stored with these rows only. */
  readonly conflictPolicy?: Exclude<ConflictPolicy, 'ask'>;
  /** In bytes, for the batches of these rows from now on. Uploads of these rows start over. */
  readonly partSize?: number;
}

/** Facts written in one commit with a state. */
export interface StateFacts {
  /** Attempts since bytes last advanced. */
  readonly attempts?: number;
  readonly result?: ObjectResult;
  /** The key in use, when the conflict policy changed it. */
  readonly key?: string;
  /** The size sent, in bytes, when the file changed between the scan and the run. */
  readonly size?: number;
  /** Drops the checkpoint. `abort-upload` also queues the abort of its uploadId in that commit. */
  readonly dropCheckpoint?: 'keep-upload' | 'abort-upload';
}

/** The files of an earlier batch below a root that was a folder. */
export interface EarlierFiles {
  readonly batchId: number;
  readonly root: SourcePath;
  /** Where the walk goes on; absent for its begin. */
  readonly after?: SearchCursor;
}

export interface MissingFiles {
  readonly files: readonly (ScannedName & { readonly key: string })[];
  /** Where the walk goes on; absent when it is done. */
  readonly after?: SearchCursor;
}

/** A clean-up: it is retried until it succeeds. */
export type Cleanup =
  | {
      readonly id: number;
      readonly kind: 'abort-upload';
      readonly accountId: string;
      readonly bucket: string;
      readonly key: string;
      readonly uploadId: string;
      readonly attempts: number;
    }
  /**
   * An Initiate with a lost response: uploads of that key begun since then may be orphans of Ferry.
   */
  | {
      readonly id: number;
      readonly kind: 'find-orphan';
      readonly accountId: string;
      readonly bucket: string;
      readonly key: string;
      readonly intendedAt: number;
      readonly attempts: number;
    }
  | {
      readonly id: number;
      readonly kind: 'remove-spool';
      readonly path: SourcePath;
      readonly attempts: number;
    };

/**
 * The queue on disk.
 *
 * Every promise resolves after the write has been fsynced; neighbouring writes share one commit.
 * All methods reject with TransferError `disk-full`, `database-locked`, `database-newer`,
 * `database-damaged` or `database-failed`.
 */
export interface TransferStore {
  // Adding

  /**
   * With `scanOptions.takeOver`, an unfinished root of another batch that would give the same rows
   * counts as scanned: its rows move to the new batch.
   */
  addBatch(batch: NewBatch): Promise<Batch>;
  batch(id: number): Promise<Batch | undefined>;
  /**
   * Adds rows in one transaction.
   * - The batch has a row of this source path, kind and relative path: no change, so a scan can be
   *   repeated. Overlapping roots name one file by two relative paths: two rows, two keys.
   * - Another row of the same batch has the key: the new row is added as failed `key-collision`.
   * - A live row (not final) of the same account, bucket, key, path and identity exists in another
   *   batch: the new row is added as skipped `already-queued`.
   * - The batch was paused during its scan: rows that would be queued are added paused.
   * - `scanOptions.takeOver` applies to live rows of the same account, bucket and key that do not
   *   run. With equal file and options, such a row passes its upload to the new row and is removed.
   *   A row of another file is cancelled.
   */
  addTransfers(batchId: number, transfers: readonly NewTransfer[]): Promise<TakenOver>;
  /** For a batch that the scan makes again: the keys of its files, in order; `undefined` for a file that it does not have. */
  keysOf(batchId: number, files: readonly ScannedName[]): Promise<readonly (string | undefined)[]>;
  /**
   * Files below a folder that `than` has and the batch does not, of a bounded number of rows. Files
   * that were gone then, and what never was a file to upload, are not among them.
   */
  filesMissing(batchId: number, than: EarlierFiles): Promise<MissingFiles>;
  /** Marks the root as scanned; after the last root the scan of the batch is `complete`. */
  finishRoot(batchId: number, root: SourcePath): Promise<void>;
  /** Roots whose scan was interrupted, oldest batch first. */
  unfinishedRoots(): Promise<readonly { readonly batchId: number; readonly root: SourcePath }[]>;

  // Running

  /** At start: rows that ran become queued, with one attempt or more: a request may have arrived. */
  recover(): Promise<void>;
  /**
   * Takes the next queued rows of a lane, in order, and makes them `uploading` in the same commit.
   * Skips blocked accounts, and rows whose account, bucket and key are already running.
   *
   * @param scope only these rows; all when absent
   */
  claim(
    lane: Lane,
    limit: number,
    blockedAccounts: readonly string[],
    scope?: RowScope,
  ): Promise<readonly ClaimedTransfer[]>;
  /** Requeues waiting rows whose `until` has passed. Resolves with the next `until`, if any. */
  wake(now: number): Promise<number | undefined>;
  /** Requeues the rows of one account (or of all) that wait for `why`. */
  endWait(
    why: Extract<TransferState, { name: 'waiting' }>['why'],
    accountId?: string,
  ): Promise<void>;
  /** `undefined` when the transfer has no checkpoint. */
  checkpoint(id: number): Promise<Checkpoint | undefined>;
  /** Written before Initiate. Replaces a checkpoint; sets the row's size from `identity`. */
  intend(
    id: number,
    intent: { readonly partSize: number; readonly identity: SourceIdentity; readonly at: number },
  ): Promise<void>;
  saveUploadId(id: number, uploadId: string): Promise<void>;
  /** Adds the part, or replaces the part of that number, and counts its bytes in `bytesSent`. */
  savePart(id: number, part: CommittedPart): Promise<void>;
  /** Removes parts that the server does not have. */
  dropParts(id: number, numbers: readonly number[]): Promise<void>;
  /**
   * Stores the ETag of a damaged object that a request of Ferry made, for all rows of this object.
   * `undefined` removes it, and so does a row of the object that becomes done.
   */
  saveDamagedObject(id: number, etag: string | undefined): Promise<void>;
  /** Records, before Complete is sent, that it will be sent. */
  saveCompleting(id: number): Promise<void>;
  /**
   * Drops the checkpoint and sets `bytesSent` to 0. `abort-upload` also queues the abort of its
   * uploadId or, if only the intent exists, an orphan search.
   */
  dropCheckpoint(id: number, upload: 'abort-upload' | 'keep-upload'): Promise<void>;
  /**
   * Applies an event with its facts in one commit if the state of the row allows it. Resolves with
   * false when the row has changed its state meanwhile or is gone. A blob that reaches a final
   * state other than failed has its spool file queued for removal.
   */
  apply(id: number, event: TransferEvent, facts?: StateFacts): Promise<boolean>;
  /** Stores a failed attempt for the details of the transfer; keeps the last 50. */
  addAttempt(
    id: number,
    attempt: { readonly at: number; readonly error: ErrorRecord },
  ): Promise<void>;

  // Commands on many rows. They skip uploading and verifying rows: the engine stops those first.
  // All resolve with the number of rows they changed.

  /**
   * A pause of all batches, or of a whole batch during its scan, also pauses rows found later. It
   * ends when the same selection is resumed or the scan ends. Rows resumed singly stay resumed.
   * @param changes with `retry` only
   */
  applyToAll(
    selection: TransferSelection,
    event: Extract<TransferEvent, { type: 'pause' | 'resume' | 'retry' | 'cancel' }>,
    changes?: RetryChanges,
  ): Promise<number>;
  /** Requeues the rows of a batch that wait for a conflict answer, with this policy. */
  answerConflicts(
    selection: TransferSelection,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ): Promise<number>;
  moveToFront(selection: TransferSelection): Promise<number>;
  /**
   * Gives a failed or queued row another key and queues it. Resolves with false in any other state,
   * or when another row of its batch has the key.
   */
  changeKey(id: number, key: string): Promise<boolean>;
  /**
   * Removes final rows; queues the abort of an uploadId that a failed row still has. Also removes a
   * scanned batch that has no rows left.
   */
  remove(selection: TransferSelection, states?: readonly TransferState['name'][]): Promise<number>;

  // Cleaning up

  /** Queues the abort of an upload that no transfer has; due at once. */
  abortLater(target: ObjectTarget, uploadId: string): Promise<void>;
  dueCleanups(now: number, limit: number): Promise<readonly Cleanup[]>;
  finishCleanup(id: number): Promise<void>;
  /** Counts the attempt and delays the next one until `until`. */
  delayCleanup(id: number, until: number): Promise<void>;
  /** The time of the next clean-up, and the number of clean-ups. */
  cleanupBacklog(): Promise<{ readonly count: number; readonly nextAt?: number }>;
  /** True when an uploadId belongs to a checkpoint or a clean-up of this queue. */
  knowsUpload(uploadId: string): Promise<boolean>;

  // Settings and accounts

  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  accounts(): Promise<readonly Account[]>;
  account(id: string): Promise<Account | undefined>;
  saveAccount(account: Account): Promise<void>;
  removeAccount(id: string): Promise<void>;

  /**
   * Calls `listener` when the disk of the database becomes full or has space again; soon if full
   * now.
   */
  onDiskFull(listener: (full: boolean) => void): () => void;
  /**
   * Calls `listener` once when the store fails and no longer responds, and soon when it has failed
   * already. A close is no failure. Returns the unsubscribe function.
   */
  onFailure(listener: (error: TransferError) => void): () => void;
  /** Closes the store after all pending writes are on disk. */
  close(): Promise<void>;
}

/** What a comparison of a handed-over file with its object found. */
export type HandOverResult = { readonly id: number } & (
  | {
      readonly found: 'arrived';
      readonly size: number;
      readonly result: Required<Omit<ObjectResult, 'callback'>>;
    }
  | { readonly found: 'missing' }
  | { readonly found: 'different'; readonly detail: string }
);

/**
 * Rows that another program sends. They wait for `handed-over`, which no timer, probe or command
 * ends: `claim`, `pause`, `resume` and a batch with `takeOver` leave them as they are. Only
 * `settleHandedOver` and a cancel end the wait.
 */
export interface HandOver {
  /**
   * Marks the paused and the failed ones among these rows as handed over, in one commit. Resolves with the number
   * of rows marked.
   */
  handOver(ids: readonly number[]): Promise<number>;
  /**
   * Ends the wait of these rows in one commit; skips rows that are not handed over. An arrived row
   * becomes done and an upload that Ferry had begun is aborted. A missing row becomes paused and
   * keeps its finished parts. A different row fails with
   * `object-differs`. Resolves with the number of rows changed.
   */
  settleHandedOver(results: readonly HandOverResult[]): Promise<number>;
}

/**
 * Commands that the user can undo for a while. A bin holds what one command took out of the queue;
 * its number is the caller's and rises. Every promise resolves after the write has been fsynced.
 */
export interface RowBin {
  /**
   * Removes final rows as `TransferStore.remove` does, but keeps them in the bin, and queues no
   * clean-up yet. Several calls may fill one bin. Resolves with the number of rows.
   */
  putAside(
    selection: TransferSelection,
    bin: number,
    states?: readonly StateName[],
  ): Promise<number>;
  /** As `TransferStore.moveToFront`; the bin keeps the positions of the rows. Once for each bin. */
  moveFirst(selection: TransferSelection, bin: number): Promise<number>;
  /**
   * Undoes the next portion of a bin: at most 2,000 rows. A row that ran or ended since keeps its
   * position. After the last portion the bin is gone.
   */
  bringBack(bin: number): Promise<{ readonly rows: number; readonly isLast: boolean }>;
  /**
   * Makes the next portion of all bins final but the `kept` ones: queues the aborts of their uploads
   * and the removal of their spool files. Resolves with true after the last portion.
   */
  emptyBins(kept: readonly number[]): Promise<boolean>;
}
