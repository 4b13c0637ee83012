import type { Cleanup } from './cleanup.ts';
import type { ErrorRecord, TransferError } from '../../../shared/errors.ts';
import type {
  SkipReason,
  TransferEvent,
  TransferState,
  WaitReason,
} from '../../../shared/transfer-state.ts';
import type {
  Account,
  Batch,
  Destination,
  ObjectResult,
  SourceIdentity,
  SourcePath,
  Tally,
  Transfer,
  TransferSource,
} from '../../../shared/transfer.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { TakenOver } from '../../../shared/taken-over.ts';
import type { ConflictPolicy, ScanOptions, UploadOptions } from '../../../shared/upload-options.ts';

/** Large files go by parts in one lane, small ones by one request in the other. */
export type Lane = 'small' | 'large';

export interface NewBatch {
  readonly name: string;
  readonly destination: Destination;
  readonly conflictPolicy: ConflictPolicy;
  readonly options: UploadOptions;
  readonly scanOptions: ScanOptions;
  /** What the person named; scanned in this order. Empty for blobs, whose rows are added directly. */
  readonly roots: readonly SourcePath[];
  readonly createdAt: number;
}

/** A row to be. `state` says whether it is to be sent, was skipped, or cannot be sent. */
export interface NewTransfer {
  readonly key: string;
  readonly source: TransferSource;
  readonly relativePath: string;
  readonly size: number;
  readonly lane: Lane;
  /** As the scan saw it; absent for what has no content of its own. */
  readonly identity?: SourceIdentity;
  readonly state: Extract<TransferState, { name: 'queued' | 'skipped' | 'failed' }>;
}

export interface CommittedPart {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  /** CRC-64 of the bytes, equal on both sides; `undefined` when accepted under Content-MD5. */
  readonly crc64: string;
  /** False when the server gave no CRC-64 and Content-MD5 vouched for the part. */
  readonly crc64Confirmed: boolean;
}

/** What survives of an upload. Everything in it was on disk before it was believed. */
export interface Checkpoint {
  readonly partSize: number;
  /** Identity of the source when the first byte was read. */
  readonly identity: SourceIdentity;
  /** Absent between the intent and the answer of Initiate. */
  readonly uploadId?: string;
  /** Wall clock, milliseconds; when the intent was written. */
  readonly intendedAt: number;
  /** In ascending order. */
  readonly parts: readonly CommittedPart[];
  /** Complete was sent at least once and no answer has been believed yet. */
  readonly completing: boolean;
}

/** A transfer handed out to be run. */
export interface ClaimedTransfer extends Transfer {
  readonly lane: Lane;
  /** As the scan saw it. */
  readonly identity?: SourceIdentity;
  /** Whether a checkpoint exists that `checkpoint(id)` would return. */
  readonly hasCheckpoint: boolean;
  /** What an answer or a retry has decided for this row alone, instead of the batch's policy. */
  readonly conflictPolicy?: ConflictPolicy;
  /** As `saveDamagedObject` noted it for the object of the row. */
  readonly damagedEtag?: string;
}

/** What a retry changes about the rows it queues; an absent field leaves it as it was. */
export interface RetryChanges {
  /** For these rows only, and kept with them. */
  readonly conflictPolicy?: Exclude<ConflictPolicy, 'ask'>;
  /** In bytes, for the batches of these rows from now on. What the rows have begun is given up. */
  readonly partSize?: number;
}

/** Which transfers a command means. */
export type TransferSelection =
  | { readonly ids: readonly number[] }
  | { readonly batchId: number }
  | { readonly errorCode: ErrorRecord['code']; readonly batchId?: number }
  | { readonly all: true }
  | FilteredSelection;

/** What a filter shows: all of it, without `except`, or of `only` what is still in the filter. */
export interface FilteredSelection {
  readonly filter: TransferFilter;
  readonly except?: readonly number[];
  readonly only?: readonly number[];
}

/** Facts that are written together with a state. */
export interface StateFacts {
  /** Attempts since bytes last advanced. */
  readonly attempts?: number;
  readonly result?: ObjectResult;
  /** The key in use, when the conflict policy renamed it. */
  readonly key?: string;
  /** The size of what was sent, when the file changed between the scan and its turn. */
  readonly size?: number;
  /** Drops the checkpoint. With `abort`, its uploadId is queued to be aborted in the same commit. */
  readonly dropCheckpoint?: 'keep-upload' | 'abort-upload';
}

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
   * counts as scanned: its rows are those of the new one.
   */
  addBatch(batch: NewBatch): Promise<Batch>;
  batch(id: number): Promise<Batch | undefined>;
  /**
   * Adds rows in one transaction.
   * - A row of the same batch, source path, kind and relative path is there already: nothing
   *   happens, so that a scan can be repeated after a crash. Overlapping roots name one file by two
   *   relative paths: two rows, for two keys.
   * - Another row of the same batch has the key: the new one is added as failed `key-collision`.
   * - A live row (not final) of the same account, bucket, key, path and identity exists in another
   *   batch: the new one is added as skipped `already-queued`.
   * - The batch was paused while it is scanned: what would be queued is added paused.
   * - With `scanOptions.takeOver`, a live row of the same account, bucket and key that does not run
   *   gives what it has sent to the new one, if file and options are the same, and is gone. A row of
   *   another file for that key is cancelled.
   */
  addTransfers(batchId: number, transfers: readonly NewTransfer[]): Promise<TakenOver>;
  /** The root is scanned completely; after the last one the batch's scan is `complete`. */
  finishRoot(batchId: number, root: SourcePath): Promise<void>;
  /** Roots whose scan was cut short, oldest batch first. */
  unfinishedRoots(): Promise<readonly { readonly batchId: number; readonly root: SourcePath }[]>;

  // Running

  /**
   * At start: uploading and verifying become queued; nothing runs without us. Their `attempts`
   * become at least 1: a request of theirs may have arrived without our hearing of it.
   */
  recover(): Promise<void>;
  /**
   * Takes the next queued rows of a lane, in order, and makes them `uploading` in the same commit.
   * Leaves out accounts that are blocked, and rows whose account, bucket and key are running.
   *
   * @param scope only these rows; all when absent
   */
  claim(
    lane: Lane,
    limit: number,
    blockedAccounts: readonly string[],
    scope?: RowScope,
  ): Promise<readonly ClaimedTransfer[]>;
  /** Waiting rows whose `until` has passed become queued. Returns the next `until`, if any. */
  wake(now: number): Promise<number | undefined>;
  /** Rows of one account (or of all) waiting for `why` become queued. */
  endWait(
    why: Extract<TransferState, { name: 'waiting' }>['why'],
    accountId?: string,
  ): Promise<void>;
  /** `undefined` when nothing was begun. */
  checkpoint(id: number): Promise<Checkpoint | undefined>;
  /** Written before Initiate is sent. Replaces what was there; the row's size becomes the identity's. */
  intend(
    id: number,
    intent: { readonly partSize: number; readonly identity: SourceIdentity; readonly at: number },
  ): Promise<void>;
  saveUploadId(id: number, uploadId: string): Promise<void>;
  /** Adds the part, replaces one of the same number, and counts its bytes in `bytesSent`. */
  savePart(id: number, part: CommittedPart): Promise<void>;
  /** Forgets parts that the server does not have. */
  dropParts(id: number, numbers: readonly number[]): Promise<void>;
  /**
   * Notes the ETag of a damaged object that a request of ours made under the row's key, for all rows
   * of this object; `undefined` forgets it, and so does a row of the object that becomes done.
   */
  saveDamagedObject(id: number, etag: string | undefined): Promise<void>;
  /** Written before Complete is sent. */
  saveCompleting(id: number): Promise<void>;
  /** Drops the checkpoint and makes `bytesSent` 0, to begin again. With an abort of its uploadId, or,
   *  when only the intent exists, a search for the orphan. */
  dropCheckpoint(id: number, upload: 'abort-upload' | 'keep-upload'): Promise<void>;
  /**
   * Applies an event if the row is in a state that allows it, with its facts, in one commit.
   * Resolves with false when the row has moved on meanwhile or is gone.
   * A blob that reaches a final state other than failed has its spool file queued for removal.
   */
  apply(id: number, event: TransferEvent, facts?: StateFacts): Promise<boolean>;
  /** Remembers a failed attempt for the details of the transfer. The last 50 are kept. */
  addAttempt(
    id: number,
    attempt: { readonly at: number; readonly error: ErrorRecord },
  ): Promise<void>;

  // Commands on many rows. They leave uploading and verifying rows alone: the engine stops those
  // first. All resolve with the number of rows they changed.

  /**
   * A pause of a whole batch that is still scanned, or of all, also holds for what its scan finds
   * later, until it is resumed as a whole or its scan has ended. Rows that are resumed by themselves
   * stay resumed.
   *
   * @param changes with `retry` only
   */
  applyToAll(
    selection: TransferSelection,
    event: Extract<TransferEvent, { type: 'pause' | 'resume' | 'retry' | 'cancel' }>,
    changes?: RetryChanges,
  ): Promise<number>;
  /** Ends the waits for an answer of a batch: queued again with this policy for those rows. */
  answerConflicts(
    selection: TransferSelection,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ): Promise<number>;
  moveToFront(selection: TransferSelection): Promise<number>;
  /**
   * Gives a failed or queued row another key and queues it. Resolves with false when the row is in
   * another state, or when another row of its batch has the key.
   */
  changeKey(id: number, key: string): Promise<boolean>;
  /**
   * Removes final rows; an uploadId that a failed one still has is queued to be aborted. A batch
   * that is scanned goes with its last row.
   */
  remove(selection: TransferSelection, states?: readonly TransferState['name'][]): Promise<number>;

  // Cleaning up

  dueCleanups(now: number, limit: number): Promise<readonly Cleanup[]>;
  finishCleanup(id: number): Promise<void>;
  /** Counts the attempt and puts the next one off. */
  delayCleanup(id: number, until: number): Promise<void>;
  /** When the next cleanup is due, and how many there are. */
  cleanupBacklog(): Promise<{ readonly count: number; readonly nextAt?: number }>;
  /** Whether an uploadId belongs to a checkpoint or a cleanup of ours. */
  knowsUpload(uploadId: string): Promise<boolean>;

  // Settings and accounts

  settings(): Promise<Settings>;
  saveSettings(settings: Settings): Promise<void>;
  accounts(): Promise<readonly Account[]>;
  account(id: string): Promise<Account | undefined>;
  saveAccount(account: Account): Promise<void>;
  removeAccount(id: string): Promise<void>;

  /**
   * Calls `listener` when the disk of the database becomes full or has room again, and soon when it
   * is full already.
   */
  onDiskFull(listener: (full: boolean) => void): () => void;
  /**
   * Calls `listener` once when the store can answer nothing more although nobody closed it, and soon
   * when that has happened already. Returns the undo.
   */
  onFailure(listener: (error: TransferError) => void): () => void;
  /** Ends after what was handed in is on disk. */
  close(): Promise<void>;
}

/** Where transfers of a batch, or all of them, stand. Kept in tables, never counted. */
export interface Counters {
  readonly states: Readonly<Record<TransferState['name'], Tally>>;
  /** Bytes of finished parts and objects of rows that are not final, plus the sizes of done rows. */
  readonly bytesSent: number;
}

/** Some rows: all of these batches, and these by their ids. */
export interface RowScope {
  readonly batchIds?: readonly number[];
  readonly ids?: readonly number[];
}

/** Where some rows stand, and what the waiting ones among them wait for. */
export interface Standing {
  readonly counters: Counters;
  readonly waits: readonly WaitCount[];
}

/** How many rows wait for one reason. */
export interface WaitCount {
  readonly why: WaitReason;
  /** A timer ends the wait: the rows have an `until`. */
  readonly timed: boolean;
  /** At least 1. */
  readonly files: number;
}

/**
 * - `queue`: what runs, then everything else, both as they stand in the queue.
 * - `position`: as they stand in the queue, whatever runs. Rows keep their places while uploads
 *   begin and end, so that whoever reads page by page misses none.
 */
export type TransferSort = 'queue' | 'position' | 'name' | 'size' | 'updated';

export interface TransferFilter {
  readonly states?: readonly TransferState['name'][];
  readonly batchId?: number;
  readonly errorCode?: ErrorRecord['code'];
  /** Rows that wait for this, or were skipped because of it. */
  readonly why?: WaitReason | SkipReason;
  /** Done rows whose callback did not work. */
  readonly callbackFailed?: true;
  /** Part of the relative path or key; case does not matter for ASCII. */
  readonly search?: string;
}

/** Which batches a list shows. */
export interface BatchFilter {
  /** Those with a transfer in one of these states. */
  readonly states?: readonly TransferState['name'][];
  /** Those with a transfer that waits for this. */
  readonly why?: WaitReason;
  readonly batchId?: number;
}

/** How many transfers are in each state. */
export type StateCounts = Readonly<Record<TransferState['name'], number>>;

export interface TransferPage {
  readonly rows: readonly Transfer[];
  /** How many the filter matches. */
  readonly total: number;
}

export interface TransferDetails extends Transfer {
  readonly identity?: SourceIdentity;
  readonly checkpoint?: Checkpoint;
  readonly result?: ObjectResult;
  readonly attemptsMade: readonly { readonly at: number; readonly error: ErrorRecord }[];
}

export interface BatchSummary extends Batch {
  readonly counters: Counters;
}

export interface FailureGroup {
  readonly code: ErrorRecord['code'];
  readonly files: number;
  readonly bytes: number;
  /** One of them, to show. */
  readonly example: {
    readonly id: number;
    readonly relativePath: string;
    readonly error: ErrorRecord;
  };
}

/** What the window and the command line read. Pages, never the whole list. */
export interface TransferQueries {
  counters(batchId?: number): Promise<Counters>;
  /** What the waiting rows of a batch, or all of them, wait for. Kept in a table, never counted. */
  waits(batchId?: number): Promise<readonly WaitCount[]>;
  /** Batches are looked up; rows are counted each time. */
  standing(rows: RowScope): Promise<Standing>;
  page(
    filter: TransferFilter,
    sort: { readonly by: TransferSort; readonly descending: boolean },
    range: { readonly offset: number; readonly limit: number },
  ): Promise<TransferPage>;
  transfers(ids: readonly number[]): Promise<readonly Transfer[]>;
  details(id: number): Promise<TransferDetails | undefined>;
  /** Newest first; with `before`, those that are older than that batch. */
  batches(limit: number, filter?: BatchFilter, before?: number): Promise<readonly BatchSummary[]>;
  /** How many transfers a command would mean, by state. */
  count(selection: TransferSelection): Promise<StateCounts>;
  /** Some of the transfers that a command would mean, in the order of their ids, after `after`. */
  selected(
    selection: TransferSelection,
    states: readonly TransferState['name'][],
    range: { readonly after: number; readonly limit: number },
  ): Promise<readonly Transfer[]>;
  failures(batchId?: number): Promise<readonly FailureGroup[]>;
}
