import type { TransferSelection, RowScope, TransferFilter } from './row-selection.ts';
import type { ErrorRecord } from '../../../shared/errors.ts';
import type { StateName, TransferState, WaitReason } from '../../../shared/transfer-state.ts';
import type {
  Batch,
  ObjectResult,
  SourceIdentity,
  Tally,
  Transfer,
} from '../../../shared/transfer.ts';
import type { Checkpoint } from './transfer-store.ts';

/** Counts of the transfers of one batch or of all. Kept in tables, so no query counts rows. */
export interface Counters {
  readonly states: Readonly<Record<TransferState['name'], Tally>>;
  /** Bytes of finished parts and objects of rows that are not final, plus the sizes of done rows. */
  readonly bytesSent: number;
}

/** Counts of some rows, and the wait reasons of the waiting rows. */
export interface Standing {
  readonly counters: Counters;
  readonly waits: readonly WaitCount[];
}

/** The number of rows that wait for one reason. */
export interface WaitCount {
  readonly why: WaitReason;
  /** A timer ends the wait: the rows have an `until`. */
  readonly timed: boolean;
  /** At least 1. */
  readonly files: number;
}

/**
 * - `queue`: running rows first, then all others, both in queue order.
 * - `position`: queue order, running or not. The position of a row does not change when an upload
 *   begins or ends. So a caller that reads page by page misses no row.
 */
export type TransferSort = 'queue' | 'position' | 'name' | 'size' | 'updated';

/** Number of transfers in each state. */
export type StateCounts = Readonly<Record<TransferState['name'], number>>;

export interface TransferPage {
  readonly rows: readonly Transfer[];
  /** Number of matches of the filter. */
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
  /** An example among the matches. */
  readonly example: {
    readonly id: number;
    readonly relativePath: string;
    readonly error: ErrorRecord;
  };
}

/** Queries of the window and the command line. They return pages, never the whole list. */
export interface TransferQueries {
  counters(batchId?: number): Promise<Counters>;
  /** Wait reasons of a batch, or of all batches. Kept in a table, so no query counts rows. */
  waits(batchId?: number): Promise<readonly WaitCount[]>;
  /** Reads batches from counters; counts single rows each time. */
  standing(rows: RowScope): Promise<Standing>;
  page(
    filter: TransferFilter,
    sort: { readonly by: TransferSort; readonly descending: boolean },
    range: { readonly offset: number; readonly limit: number },
  ): Promise<TransferPage>;
  transfers(ids: readonly number[]): Promise<readonly Transfer[]>;
  details(id: number): Promise<TransferDetails | undefined>;
  /** Newest first; with `states`, only batches with a transfer in one of these states. */
  batches(limit: number, states?: readonly StateName[]): Promise<readonly BatchSummary[]>;
  /** Number of transfers that a selection covers, by state. */
  count(selection: TransferSelection): Promise<StateCounts>;
  /** A page of the transfers in a selection, in the order of their ids, after `after`. */
  selected(
    selection: TransferSelection,
    states: readonly TransferState['name'][],
    range: { readonly after: number; readonly limit: number },
  ): Promise<readonly Transfer[]>;
  failures(batchId?: number): Promise<readonly FailureGroup[]>;
}
