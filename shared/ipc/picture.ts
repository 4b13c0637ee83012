import type { AccountConditionKind } from '../condition.ts';
import type { ConnectionsView, EngineState } from '../engine-state.ts';
import type { ErrorCode, ErrorRecord } from '../errors.ts';
import type { SkipReason, StateName, TransferState, WaitReason } from '../transfer-state.ts';
import type { FileFilter, LineKey } from './picture-question.ts';

/*
 * The page is a pure function of the newest picture.
 *
 * 1. The page calls `picture.ask(question)`. The answer is a picture, and main keeps the question.
 * 2. Main pushes `picture.shown` with another picture when the answer to the kept question changed:
 *    at most ten a second, never one that equals the last one, none while the window is hidden.
 * 3. The page drops a picture that answers a question about an older view, and one that is not newer
 *    than the picture it shows. It keeps nothing else of the queue.
 * 4. A command on the selection names `{ asked: 'selection' }` and acts on the selection of the kept
 *    question. A command on many files resolves before all have changed; `working` says how far it is.
 *
 * Times are milliseconds since 1970, sizes are bytes, speeds are bytes a second.
 */

/** Everything of the queue that a window shows. */
export interface Picture {
  /** The number of the question that this picture answers. */
  readonly seq: number;
  /** Rises by one with each picture of the window. */
  readonly revision: number;
  readonly engine: EngineState;
  /** Speed of all uploads over the last 3 seconds; 0 when no byte moved in them. */
  readonly speed: number;
  /** The longest time left of the uploads that move; absent when it cannot be estimated. */
  readonly secondsLeft?: number;
  readonly now: NowNumbers;
  /** Work is left, and all of it is paused. */
  readonly allPaused: boolean;
  /** All uploads, finished ones included. */
  readonly uploads: number;
  /** Lines of the view `attention`. */
  readonly attention: number;
  /** Unfinished uploads to saved destinations that have some, by id of the destination. */
  readonly places: Readonly<Record<string, number>>;
  readonly blocked: readonly BlockedShown[];
  /** Folders that Ferry is reading. */
  readonly scanning: number;
  /** Absent while nothing is sent. */
  readonly connections?: ConnectionsView;
  readonly diskFull: boolean;
  /** Commands that main accepted and that have not reached every file yet, oldest first. */
  readonly working: readonly WorkingCommand[];
  /** Uploads that ended while this window was open, within the last minute; newest first, 5 at most. */
  readonly arrived: readonly UploadLine[];
  readonly list: LineList;
  /** Present for the view `upload`, unless the upload was removed. */
  readonly upload?: OpenedUpload;
  readonly selected: SelectionSummary;
}

/** Unfinished uploads, each counted once; history never counts. */
export interface NowNumbers {
  /** Uploads of which a file moves. */
  readonly moving: number;
  /** Uploads of which no file moves, that will go on by themselves or wait for a person. */
  readonly waiting: number;
  readonly paused: number;
  /** Uploads that wait for the network. */
  readonly offline: number;
  /** Of all unfinished uploads together: bytes that arrived or are on the way, and all bytes. */
  readonly bytesDone: number;
  readonly bytes: number;
}

interface BlockedShown {
  readonly accountId: string;
  readonly why: AccountConditionKind;
  readonly error: ErrorRecord;
}

export interface WorkingCommand {
  readonly id: number;
  readonly what: 'pause' | 'resume' | 'retry' | 'cancel' | 'remove' | 'undo' | 'links' | 'export';
  /** Files. */
  readonly done: number;
  readonly total: number;
}

export interface LineList {
  /** All lines of the view, headings included. */
  readonly total: number;
  /** The heights of all lines as runs of equal lines; absent when all are `small`. */
  readonly runs?: readonly (readonly [height: LineHeight, lines: number])[];
  /** The number of `lines[0]`. */
  readonly first: number;
  /** The lines of the asked range that exist. */
  readonly lines: readonly PictureLine[];
  /** Where the anchor stands now; absent when it is gone or the question had none. */
  readonly anchorLine?: number;
  /** Uploads or files that match, without headings and folders. */
  readonly matching: number;
  /**
   * Uploads or files that fit the filter and have no line yet: it would move lines in sight. They
   * have one once the filter is chosen again. Absent for none.
   */
  readonly held?: number;
  /** True while the names of files are still being searched: more lines may come. */
  readonly searching: boolean;
}

/** `said` is `tall` with a sentence below. */
export type LineHeight = 'heading' | 'tall' | 'said' | 'small';

export type PictureLine = HeadingLine | UploadLine | AccountLine | FolderLine | FileLine;

export interface HeadingLine {
  readonly kind: 'heading';
  readonly key: string;
  readonly what: 'now' | 'today' | 'yesterday' | 'earlier' | 'month';
  /** `2026-10`; only for a month. */
  readonly month?: string;
  readonly uploads: number;
}

/**
 * The states of the table "What each state says".
 *
 * - `next`: waits, and no other upload is in line before it. `waiting`: also for a retry.
 * - `offline`: waits for the network. `stopped`: unfinished, and the engine has failed.
 * - `attention`: nothing moves, and `say` is the cause. `question`: a conflict has to be answered.
 * - `done`: every file is there, or needed no sending. `unconfirmed`: ended, `files.failed` of it
 *   could not be confirmed. `empty`: ended without a file.
 */
export type UploadState =
  | 'uploading'
  | 'next'
  | 'waiting'
  | 'verifying'
  | 'paused'
  | 'offline'
  | 'stopped'
  | 'attention'
  | 'question'
  | 'done'
  | 'unconfirmed'
  | 'cancelled'
  | 'empty';

/** One sentence, with one button that follows from its cause. */
export interface Say {
  readonly cause: ErrorCode | WaitReason;
  readonly files: number;
  readonly example?: { readonly id: number; readonly name: string; readonly error: ErrorRecord };
}

/** Skipped files with one reason. */
export interface SkipCount {
  readonly reason: SkipReason;
  readonly files: number;
}

/** One upload: one drop, paste, folder, command or watch run. */
export interface UploadLine {
  readonly kind: 'upload';
  /** The batch id; in the view `attention`, a text for each further cause of the same upload. */
  readonly key: LineKey;
  readonly batchId: number;
  readonly name: string;
  /** The transfer of an upload of a single file; absent while a scan may find others. */
  readonly single?: number;
  readonly source: 'files' | 'folder' | 'clipboard' | 'watch';
  readonly accountId: string;
  readonly bucket: string;
  readonly prefix: string;
  /** The saved destination with this account, bucket and prefix. */
  readonly destinationId?: string;
  readonly addedAt: number;
  /** Present once it has ended. */
  readonly endedAt?: number;
  /** In "Now": it keeps its height until the list is entered anew. */
  readonly tall: boolean;
  readonly scanning: boolean;
  readonly files: Readonly<Record<StateName, number>>;
  /** Skipped files by reason, most first; absent when none is skipped. */
  readonly skips?: readonly SkipCount[];
  /** Files found so far, and their bytes. */
  readonly total: number;
  readonly bytes: number;
  /** Bytes that arrived or are on the way. */
  readonly bytesDone: number;
  readonly speed: number;
  readonly secondsLeft?: number;
  readonly state: UploadState;
  /** Also while the rest still uploads. Causes of an account stand in the account's line instead. */
  readonly say?: Say;
  /** All causes of this upload, `say` included. */
  readonly causes: number;
  /** The paths that were added are known: the same upload can be made again. */
  readonly repeatable: boolean;
  /** Transfer ids of up to 5 of its files whose names say that the page can draw them. */
  readonly thumbnails: readonly number[];
  /** No longer fits the filter, and stays until the list is entered anew: dimmed. */
  readonly left?: boolean;
}

/** A cause that concerns an account: one line for all its uploads. */
export interface AccountLine {
  readonly kind: 'account';
  readonly key: string;
  readonly accountId: string;
  readonly cause: ErrorCode | WaitReason;
  readonly uploads: number;
  readonly error?: ErrorRecord;
}

export interface FolderLine {
  readonly kind: 'folder';
  readonly key: string;
  readonly name: string;
  /** 0 at the top of the tree. */
  readonly level: number;
  readonly open: boolean;
  /** Of the folder and all folders below it; not narrowed by the filter. */
  readonly files: number;
  readonly filesDone: number;
  readonly failed: number;
  readonly bytes: number;
  readonly bytesDone: number;
  readonly moving: boolean;
  /** No file in it fits the filter any more. The folder is dimmed, like a file that stays. */
  readonly left?: boolean;
}

export interface FileLine {
  readonly kind: 'file';
  /** The transfer id. */
  readonly key: number;
  readonly name: string;
  /** With a search: the folders above it, with `/` between them. */
  readonly folder?: string;
  readonly level: number;
  readonly size: number;
  /** Bytes that arrived or are on the way. */
  readonly bytes: number;
  readonly speed: number;
  readonly secondsLeft?: number;
  readonly state: TransferState;
  /** No longer fits the filter, and stays until the filter is chosen again: dimmed. */
  readonly left?: boolean;
}

export interface OpenedUpload {
  readonly line: UploadLine;
  /** Files under each filter, without the search. */
  readonly counts: Readonly<Record<FileFilter, number>>;
  /**
   * The largest files on the way, at most 3, fewer for an upload of fewer files: those of 8 MiB, and
   * those that have moved for 2 seconds. A file keeps its slot while it moves and for 1 second after
   * its end; `null` is a free slot. Their number stays the same while the user looks.
   */
  readonly slots: readonly (MovingSlot | null)[];
  /** One line for all moving files without a slot. Absent when an upload has at most 3 files. */
  readonly small?: SmallFiles;
  /** That line stands above the slots: no large file was on the way when the first file moved. */
  readonly smallFirst?: boolean;
}

export interface MovingSlot {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly bytes: number;
  readonly speed: number;
  readonly secondsLeft?: number;
  /** `done` shows its check for 1 second. */
  readonly phase: 'uploading' | 'verifying' | 'done';
}

export interface SmallFiles {
  readonly files: number;
  /** Files of the upload that were done or skipped in the last 3 seconds, for each second. */
  readonly filesPerSecond: number;
  readonly speed: number;
  /** The name of the only file. */
  readonly name?: string;
}

export type ActionName =
  'pause' | 'resume' | 'retry' | 'cancel' | 'remove' | 'copyLinks' | 'moveToFront';

/** What the selection covers now. */
export interface SelectionSummary {
  /** Selected uploads; in an opened upload, selected files, those below selected folders included. */
  readonly count: number;
  readonly files: number;
  readonly bytes: number;
  readonly bytesDone: number;
  readonly states: Readonly<Record<StateName, number>>;
  /** Skipped files by reason, most first; absent where too many would have to be read. */
  readonly skips?: readonly SkipCount[];
  /** Files that each command would change; a button with 0 is not shown. */
  readonly can: Readonly<Record<ActionName, number>>;
}
