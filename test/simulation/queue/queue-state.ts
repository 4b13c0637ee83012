import type { ErrorRecord } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type {
  Account,
  Batch,
  ObjectResult,
  SourceIdentity,
  SourcePath,
  Transfer,
} from '../../../shared/transfer.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { Cleanup, Checkpoint, Lane } from '../../../main/engine/ports/transfer-store.ts';
import type { TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import { isFinal } from '../../../shared/transfer-state.ts';
import { matches } from './matching.ts';

/** A row of the queue. Replaced as a whole, never changed. */
export interface Row extends Transfer {
  readonly lane: Lane;
  readonly position: number;
  readonly identity?: SourceIdentity;
  readonly policy?: ConflictPolicy;
  readonly checkpoint?: Checkpoint;
  readonly result?: ObjectResult;
  readonly attemptsMade: readonly { readonly at: number; readonly error: ErrorRecord }[];
}

export interface StoredBatch extends Batch {
  readonly roots: readonly SourcePath[];
  readonly unfinished: readonly SourcePath[];
  /** What the scan still finds is paused. */
  readonly scanPaused: boolean;
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id' | 'attempts'> : never;
export type NewCleanup = WithoutId<Cleanup>;

export type StoredCleanup = Cleanup & { readonly dueAt: number };

/** What the database holds. A copy shares its rows, so that a commit can be kept or lost as a whole. */
export class QueueState {
  readonly rows: Map<number, Row>;
  readonly batches: Map<number, StoredBatch>;
  readonly cleanups: Map<number, StoredCleanup>;
  readonly accounts: Map<string, Account>;
  /** ETags of objects that requests of ours left damaged, by account, bucket and key. */
  readonly damaged: Map<string, string>;
  settings: Settings;
  #lastId: number;

  constructor(from: QueueState | Settings) {
    const before = from instanceof QueueState ? from : undefined;
    this.rows = new Map(before?.rows);
    this.batches = new Map(before?.batches);
    this.cleanups = new Map(before?.cleanups);
    this.accounts = new Map(before?.accounts);
    this.damaged = new Map(before?.damaged);
    this.settings = from instanceof QueueState ? from.settings : from;
    this.#lastId = before === undefined ? 0 : before.#lastId;
  }

  newId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** A position before all rows that are not final. New rows have position 0. */
  frontPosition(): number {
    const live = [...this.rows.values()].filter(({ state: { name } }) => !isFinal(name));
    return Math.min(0, ...live.map(({ position }) => position)) - 1;
  }

  /** Rows in the order of the queue. */
  inOrder(): readonly Row[] {
    return [...this.rows.values()].sort((a, b) => a.position - b.position || a.id - b.id);
  }

  selected(selection: TransferSelection): readonly Row[] {
    return this.inOrder().filter((row) => isSelected(selection, row));
  }

  /** Removes a scanned batch without rows. */
  removeIfEmpty(batchId: number): void {
    if (this.batches.get(batchId)?.scan !== 'complete') return;
    const rows = [...this.rows.values()];
    if (!rows.some((row) => row.batchId === batchId)) this.batches.delete(batchId);
  }

  /** Queues a clean-up; one for each upload and for each spool file. */
  addCleanup(cleanup: NewCleanup, dueAt: number): void {
    const name = cleanupName(cleanup);
    const known = [...this.cleanups.values()].map(cleanupName);
    if (name !== undefined && known.includes(name)) return;
    const id = this.newId();
    this.cleanups.set(id, { ...cleanup, id, attempts: 0, dueAt });
  }
}

function cleanupName(cleanup: NewCleanup): string | undefined {
  if (cleanup.kind === 'find-orphan') return undefined;
  return cleanup.kind === 'abort-upload' ? cleanup.uploadId : cleanup.path;
}

function isSelected(selection: TransferSelection, row: Row): boolean {
  if ('ids' in selection) return selection.ids.includes(row.id);
  if ('all' in selection) return true;
  if ('errorCode' in selection) {
    const { batchId, errorCode } = selection;
    if (batchId !== undefined && batchId !== row.batchId) return false;
    return row.state.name === 'failed' && row.state.error.code === errorCode;
  }
  if ('filter' in selection) {
    const { filter, except = [], only = [row.id] } = selection;
    return matches(filter, row) && !except.includes(row.id) && only.includes(row.id);
  }
  return row.batchId === selection.batchId;
}
