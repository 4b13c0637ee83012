import { type ErrorRecord, TransferError } from '../../../shared/errors.ts';
import { runningStates, type StateName } from '../../../shared/transfer-state.ts';
import {
  nothingTakenOver,
  sumTakenOver,
  type TakenOver,
} from '../../../shared/upload/taken-over.ts';
import type { Batch, SourcePath } from '../../../shared/transfer.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { EnginePorts } from '../api.ts';
import type { Change } from '../facts.ts';
import type { InterruptionCause } from '../run/interruption.ts';
import { type HeldRows, type HoldType, mostRunning } from './work-scope.ts';
import type { Mutex } from '../limits/slots.ts';
import { objectKeyError } from './object-key.ts';
import type { Log } from '../ports/system.ts';
import type { ClaimedTransfer, NewTransfer, RetryChanges } from '../ports/transfer-store.ts';
import type { FilteredSelection, TransferSelection } from '../ports/row-selection.ts';
import type { ScanQueue } from './scanner.ts';
import type { Scheduler } from '../run/scheduler.ts';

export interface CommandsOptions {
  readonly ports: EnginePorts;
  readonly turns: Mutex;
  readonly changed: (change: Change) => void;
  readonly scheduler: Scheduler;
  readonly scanner: () => ScanQueue;
  readonly held: HeldRows;
}

/** User commands on many rows: stop the running rows first, then change the others in the store. */
export class Commands {
  readonly #options: CommandsOptions;
  readonly #takenOver = new Map<number, TakenOver>();

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** What the batch took over from other batches since this engine started. */
  takenOver(batchId: number): TakenOver {
    return this.#takenOver.get(batchId) ?? nothingTakenOver;
  }

  /** Continues the scans that the last process did not finish. */
  async resumeScans(
    log: Log,
    scan: (batch: Batch, roots: readonly SourcePath[]) => void,
    wanted: (batchId: number) => boolean,
  ): Promise<void> {
    const { store } = this.#options.ports;
    const unfinished = Map.groupBy(await store.unfinishedRoots(), ({ batchId }) => batchId);
    for (const [batchId, roots] of unfinished) {
      const batch = wanted(batchId) ? await store.batch(batchId) : undefined;
      if (batch === undefined) continue;
      log.write('info', { event: 'scan-resumed', batchId });
      scan(
        batch,
        roots.map(({ root }) => root),
      );
    }
  }

  /** Adds rows, and records the rows that they take over. */
  async addRows(batchId: number, rows: readonly NewTransfer[]): Promise<void> {
    const taken = await this.#options.ports.store.addTransfers(batchId, rows);
    if (taken.files + taken.cancelled === 0) return;
    this.#takenOver.set(batchId, sumTakenOver(this.takenOver(batchId), taken));
  }

  /** Stops the running rows of a command that reaches the others later. */
  async hold(key: string, type: HoldType, selection: TransferSelection): Promise<void> {
    const { held, scheduler } = this.#options;
    await this.#inTurn(async (store) => {
      held.hold(key, type, selection);
      await scheduler.interrupt(await this.#selectsRunning(store, selection), type);
    });
  }

  release(key: string): void {
    this.#options.held.release(key);
  }

  pause(selection: TransferSelection): Promise<number> {
    return this.#stopThen('pause', selection);
  }

  resume(selection: TransferSelection): Promise<number> {
    return this.#inTurn((store) => store.applyToAll(selection, { type: 'resume' }));
  }

  async cancel(selection: TransferSelection): Promise<number> {
    await this.#options.scanner().cancel((batchId) => selectsBatch(selection, batchId));
    return await this.#stopThen('cancel', selection);
  }

  retry(selection: TransferSelection, changes: RetryChanges | undefined): Promise<number> {
    return this.#inTurn((store) => store.applyToAll(selection, { type: 'retry' }, changes));
  }

  moveToFront(selection: TransferSelection): Promise<number> {
    return this.#inTurn((store) => store.moveToFront(selection));
  }

  remove(selection: TransferSelection, states?: readonly StateName[]): Promise<number> {
    return this.#inTurn((store) => store.remove(selection, states));
  }

  answerConflicts(
    selection: TransferSelection,
    policy: Exclude<ConflictPolicy, 'ask'>,
  ): Promise<number> {
    return this.#inTurn((store) => store.answerConflicts(selection, policy));
  }

  rowsChanged(): Promise<void> {
    return this.#inTurn(() => Promise.resolve());
  }

  /** @throws TransferError `key-invalid` */
  async changeKey(id: number, key: string): Promise<boolean> {
    const { scheduler } = this.#options;
    const error: ErrorRecord | undefined = objectKeyError(key);
    if (error !== undefined) throw new TransferError(error);
    return await this.#inTurn(async (store) => {
      await scheduler.interrupt((transfer) => transfer.id === id, 'restart');
      return await store.changeKey(id, key);
    });
  }

  async #inTurn<T>(work: (store: EnginePorts['store']) => Promise<T>): Promise<T> {
    const { ports, turns, changed } = this.#options;
    return await turns.run(async () => {
      try {
        return await work(ports.store);
      } finally {
        // Within the turn: the next claim must not rely on what it knew before.
        changed('rows');
      }
    });
  }

  async #stopThen(
    type: Extract<InterruptionCause, 'pause' | 'cancel'>,
    selection: TransferSelection,
  ): Promise<number> {
    const { scheduler } = this.#options;
    return await this.#inTurn(async (store) => {
      const meant = await this.#selectsRunning(store, selection);
      const runs = await scheduler.interrupt(meant, type);
      const stopped = runs.filter(({ endedAs }) => endedAs === type).length;
      return stopped + (await store.applyToAll(selection, { type }));
    });
  }

  /** Finds the running rows of a selection; for a filter the store decides. */
  async #selectsRunning(
    store: EnginePorts['store'],
    selection: TransferSelection,
  ): Promise<(row: ClaimedTransfer) => boolean> {
    if (!('filter' in selection)) return (row) => selectsRow(selection, row);
    const range = { after: 0, limit: mostRunning };
    const rows = await store.selected(selection, runningStates, range);
    const ids = new Set(rows.map(({ id }) => id));
    return ({ id }) => ids.has(id);
  }
}

function selectsRow(
  selection: Exclude<TransferSelection, FilteredSelection>,
  row: ClaimedTransfer,
): boolean {
  if ('ids' in selection) return selection.ids.includes(row.id);
  if ('all' in selection) return true;
  // A running row has no error.
  if ('errorCode' in selection) return false;
  return row.batchId === selection.batchId;
}

function selectsBatch(selection: TransferSelection, batchId: number): boolean {
  if ('all' in selection) return true;
  if ('filter' in selection) return selectsAllOf(selection, batchId);
  return 'batchId' in selection && !('errorCode' in selection) && selection.batchId === batchId;
}

/**
 * True when the selection covers the whole batch, including files that its scan has not found yet.
 */
function selectsAllOf({ filter, only }: FilteredSelection, batchId: number): boolean {
  const { batchId: wanted = batchId, batchIds = [batchId], ...narrowing } = filter;
  const narrows = Object.keys(narrowing).length > 0;
  return only === undefined && !narrows && wanted === batchId && batchIds.includes(batchId);
}
