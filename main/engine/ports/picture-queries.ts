import type { SearchCursor, TreePart, TransferSelection } from './row-selection.ts';
import type { ErrorCode, ErrorRecord } from '../../../shared/errors.ts';
import type { FileFilter, UploadResult } from '../../../shared/ipc/picture-question.ts';
import type { SkipCount } from '../../../shared/ipc/picture.ts';
import type { StateName, WaitReason } from '../../../shared/transfer-state.ts';
import type { Batch, Destination, SourcePath, Transfer } from '../../../shared/transfer.ts';
import type { Counters, WaitCount } from './transfer-queries.ts';

/** Narrows a list of uploads; every present field must hold. Times are milliseconds since 1970. */
export interface UploadsQuery {
  readonly destination?: Destination;
  /** Added at this time or later. */
  readonly from?: number;
  /** Added before this time. */
  readonly to?: number;
  readonly result?: UploadResult;
  /** Part of the name, bucket or prefix of the upload. */
  readonly search?: string;
}

/** All uploads of a query, newest first, as columns of equal length. */
export interface UploadList {
  readonly ids: readonly number[];
  readonly addedAt: readonly number[];
  /** Those of `ids` that are unfinished: a row can still change by itself or a scan runs. */
  readonly unfinished: readonly number[];
}

/** Failed files of one batch by error code, or its waiting files by reason. */
export interface BatchCause {
  readonly batchId: number;
  readonly accountId: string;
  readonly cause: ErrorCode | WaitReason;
  readonly files: number;
}

/** What the window shows of an upload, apart from moving bytes. */
export interface UploadFacts {
  readonly batch: Batch;
  readonly counters: Counters;
  readonly waits: readonly WaitCount[];
  /** Failed files by code, most first. */
  readonly failures: readonly {
    readonly code: ErrorCode;
    readonly files: number;
    readonly example: { readonly id: number; readonly name: string; readonly error: ErrorRecord };
  }[];
  /** Skipped files by reason, most first. */
  readonly skips: readonly SkipCount[];
  /** Present once it has ended. */
  readonly endedAt?: number;
  /** `clipboard`: bytes without a path. */
  readonly source: 'files' | 'folder' | 'clipboard';
  /** The paths that were added are known. */
  readonly isRepeatable: boolean;
  /** The first files by path, at most 20, for thumbnails and for an upload of one file. */
  readonly firstFiles: readonly { readonly id: number; readonly name: string }[];
}

/** What makes the same upload again. */
interface UploadOrder {
  readonly batch: Batch;
  /** The paths that were added; at least one. */
  readonly roots: readonly SourcePath[];
  /** The object key of a single file, when it is not the prefix and the name. */
  readonly key?: string;
}

/** The numbers of an unfinished upload. */
export interface UnfinishedCounts {
  readonly batchId: number;
  readonly destination: Destination;
  readonly isScanning: boolean;
  readonly counters: Counters;
  readonly waits: readonly WaitCount[];
}

/** A question about the tree of an upload. */
export interface TreeQuery {
  readonly batchId: number;
  readonly filter: FileFilter;
  /** Open folders; with a filter other than `all`, closed folders. */
  readonly flipped: readonly number[];
  /** The first and the last line; both belong to the range. */
  readonly first: number;
  readonly last: number;
  readonly anchor?: { readonly kind: 'file' | 'folder'; readonly id: number };
  /** What the user sees: it keeps its place. */
  readonly kept?: KeptTree;
}

/** Lines that the user sees. They have their line although the filter no longer matches them. */
export interface KeptTree extends TreePart {
  /** The lines of the last answer, one below the other: no other line comes between them. */
  readonly shown: readonly ShownLine[];
  /** `shown` begins with the first line of the tree: no other line comes above it. */
  readonly isTop: boolean;
}

/** A line of the last answer. */
export type ShownLine =
  | { readonly kind: 'file'; readonly id: number }
  | { readonly kind: 'folder'; readonly id: number; readonly isOpen: boolean };

export interface TreeFolder {
  readonly kind: 'folder';
  readonly id: number;
  readonly name: string;
  readonly level: number;
  readonly isOpen: boolean;
  /** Files in it and below it that the filter matches. */
  readonly matching: number;
  /** Sums over the folder and all folders below it, without the filter. */
  readonly files: number;
  readonly bytes: number;
  readonly done: number;
  readonly doneBytes: number;
  readonly failed: number;
  /** Ids of running rows. */
  readonly running: readonly number[];
}

export interface TreeFile {
  readonly kind: 'file';
  readonly level: number;
  readonly transfer: Transfer;
}

export interface TreePage {
  /** Lines of the whole tree under the filter and the open folders. */
  readonly total: number;
  /** Files that the filter matches, in closed folders too. */
  readonly matching: number;
  /** Files that the filter matches and that have no line: it would come between `shown` lines. */
  readonly held: number;
  readonly lines: readonly (TreeFolder | TreeFile)[];
  readonly anchorLine?: number;
  /** True while rows of an older Ferry are not sorted into folders: call `sortIntoFolders`. */
  readonly isUnsorted: boolean;
}

/** Some files of one upload under a filter: a part, or everything without a part. */
export type TreeSelection = {
  readonly batchId: number;
  readonly filter: FileFilter;
} & ({ readonly within: TreePart } | { readonly without: TreePart });

/** How many uploads there are, and the newest one: a cheap test whether a list is still complete. */
export interface UploadMark {
  readonly uploads: number;
  readonly newest: number;
}

/** A portion of the rows of a command on many rows. */
interface RowPortion {
  readonly selection: TransferSelection;
  readonly states: readonly StateName[];
  /** Only rows with a higher id. */
  readonly after: number;
  /** Only rows that have not changed since; wall clock, milliseconds. */
  readonly unchangedSince?: number;
}

/** Whole uploads. */
export interface UploadSelection {
  readonly batchIds: readonly number[];
}

/**
 * Queries of the window's picture. Each answers within 15 ms for an upload of 1,000,000 rows;
 * those that could take longer work in portions. An answer holds everything whose call has
 * resolved; it may come before calls that still wait, except `selectedIds` and `sortIntoFolders`.
 */
export interface PictureQueries {
  uploadMark(): Promise<UploadMark>;
  uploadList(query: UploadsQuery): Promise<UploadList>;
  /** The sum of the counters of these uploads. */
  sumCounters(ids: readonly number[]): Promise<Counters>;
  /** The files of a selection by state; `bytes` of a state is 0 where only folders are counted. */
  countTree(selection: TreeSelection): Promise<Counters['states']>;
  /**
   * The skipped files of a selection by reason, most files first. Empty also for a part of an upload
   * with so many skipped files that their reasons cannot be read in time.
   */
  countSkips(selection: TreeSelection | UploadSelection): Promise<readonly SkipCount[]>;
  /** In the order of `ids`; without those that no longer exist. */
  uploadFacts(ids: readonly number[]): Promise<readonly UploadFacts[]>;
  /** `undefined` when the upload is gone, or when its bytes came without a path. */
  uploadOrder(batchId: number): Promise<UploadOrder | undefined>;
  /** All unfinished uploads, or those of `ids` that are unfinished. */
  unfinishedCounts(ids?: readonly number[]): Promise<readonly UnfinishedCounts[]>;
  /**
   * Ids of the next selected rows, ascending, at most 500; works through a bounded number of rows.
   *
   * @returns also where to go on; absent after the last row of the queue
   */
  selectedIds(
    portion: RowPortion,
  ): Promise<{ readonly ids: readonly number[]; readonly after?: number }>;
  /** Failures of all uploads, and waits that a person may end, newest upload first. */
  batchCauses(): Promise<readonly BatchCause[]>;
  tree(query: TreeQuery): Promise<TreePage>;
  /**
   * Sorts a portion of the rows of an older Ferry into folders. Resolves with where to go on;
   * `undefined` when every row of the upload has a folder.
   */
  sortIntoFolders(batchId: number, after?: SearchCursor): Promise<SearchCursor | undefined>;
  /**
   * Searches the files of these uploads, in order, by a part of prefix and relative path; stops at
   * the first hit of each upload. Works through a bounded number of rows.
   *
   * @returns the uploads found, the number of uploads that are searched, and where to go on
   */
  findUploads(
    ids: readonly number[],
    search: string,
    after?: SearchCursor,
  ): Promise<{
    readonly found: readonly number[];
    readonly searched: number;
    readonly after?: SearchCursor;
  }>;
  /** Searches a bounded number of files of one upload. Without `after` in the answer it is done. */
  findFiles(
    batchId: number,
    filter: FileFilter,
    search: string,
    after?: SearchCursor,
  ): Promise<{ readonly found: readonly number[]; readonly after?: SearchCursor }>;
}
