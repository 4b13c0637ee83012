import { type ErrorRecord, TransferError } from '../../shared/errors.ts';
import type { EnginePorts } from './face.ts';
import type { InterruptionCause } from './interruption.ts';
import type { Mutex } from './mutex.ts';
import { objectKeyError } from './object-key.ts';
import type { ClaimedTransfer, NewTransfer, TransferSelection } from './ports/transfer-store.ts';
import type { Scanner } from './scanner.ts';
import type { Scheduler } from './scheduler.ts';

export interface CommandsOptions {
  readonly ports: EnginePorts;
  readonly turns: Mutex;
  readonly scheduler: Scheduler;
  readonly scanner: () => Scanner;
}

/** What people do to many rows at once: first the running ones are stopped, then the rest is told. */
export class Commands {
  readonly #options: CommandsOptions;
  /** Batches that were paused while their scan went on: what it still finds is paused too. */
  readonly #pausedScans = new Set<number>();

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  async addRows(batchId: number, rows: readonly NewTransfer[]): Promise<void> {
    const { ports, turns } = this.#options;
    await turns.run(async () => {
      await ports.store.addTransfers(batchId, rows);
      if (this.#pausedScans.has(batchId)) {
        await ports.store.applyToAll({ batchId }, { type: 'pause' });
      }
    });
  }

  async pause(selection: TransferSelection): Promise<number> {
    const batches = await this.#scanningBatches(selection);
    for (const batchId of batches) this.#pausedScans.add(batchId);
    return await this.#stopThen('pause', selection);
  }

  async resume(selection: TransferSelection): Promise<number> {
    const { ports, turns } = this.#options;
    for (const batchId of [...this.#pausedScans]) {
      if (meansBatch(selection, batchId)) this.#pausedScans.delete(batchId);
    }
    return await turns.run(() => ports.store.applyToAll(selection, { type: 'resume' }));
  }

  async cancel(selection: TransferSelection): Promise<number> {
    await this.#options.scanner().cancel((batchId) => meansBatch(selection, batchId));
    return await this.#stopThen('cancel', selection);
  }

  /** @throws TransferError `key-invalid` */
  async changeKey(id: number, key: string): Promise<boolean> {
    const { ports, turns, scheduler } = this.#options;
    const error: ErrorRecord | undefined = objectKeyError(key);
    if (error !== undefined) throw new TransferError(error);
    return await turns.run(async () => {
      await scheduler.interrupt((transfer) => transfer.id === id, 'restart');
      return await ports.store.changeKey(id, key);
    });
  }

  async #stopThen(
    type: Extract<InterruptionCause, 'pause' | 'cancel'>,
    selection: TransferSelection,
  ): Promise<number> {
    const { ports, turns, scheduler } = this.#options;
    return await turns.run(async () => {
      const stopped = await scheduler.interrupt((row) => means(selection, row), type);
      return stopped + (await ports.store.applyToAll(selection, { type }));
    });
  }

  async #scanningBatches(selection: TransferSelection): Promise<readonly number[]> {
    const unfinished = await this.#options.ports.store.unfinishedRoots();
    return unfinished.map(({ batchId }) => batchId).filter((id) => meansBatch(selection, id));
  }
}

function means(selection: TransferSelection, row: ClaimedTransfer): boolean {
  if ('ids' in selection) return selection.ids.includes(row.id);
  if ('all' in selection) return true;
  // What runs has no error.
  if ('errorCode' in selection) return false;
  return row.batchId === selection.batchId;
}

function meansBatch(selection: TransferSelection, batchId: number): boolean {
  if ('all' in selection) return true;
  return 'batchId' in selection && !('errorCode' in selection) && selection.batchId === batchId;
}
