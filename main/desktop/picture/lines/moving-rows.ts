import { isRunning } from '../../../../shared/transfer-state.ts';
import type { Transfer } from '../../../../shared/transfer.ts';
import type { ProgressUpdate, TransferView } from '../../../engine/api.ts';

/** The rows on the way, as the last update of the engine had them. */
export class MovingRows {
  #byId: ReadonlyMap<number, TransferView> = new Map();
  #byBatch: ReadonlyMap<number, readonly TransferView[]> = new Map();

  take(update: ProgressUpdate): void {
    this.#keep(update.changed.filter(({ state }) => isRunning(state.name)));
  }

  /**
   * Notes which bytes the store has of rows. What was committed since the update is no longer on
   * the way: the counters have it.
   *
   * @param asked ids of rows; `stored` lacks those that were removed
   */
  committed(asked: readonly number[], stored: readonly Transfer[]): void {
    const found = new Map(stored.map((row) => [row.id, row]));
    const among = new Set(asked);
    const rows = [...this.#byId.values()].map((row) => {
      if (!among.has(row.id)) return row;
      const now = found.get(row.id);
      if (now === undefined || !isRunning(now.state.name)) {
        return { ...row, bytesSent: row.bytesShown };
      }
      const { bytesSent } = now;
      return { ...row, bytesSent, bytesShown: Math.max(row.bytesShown, bytesSent) };
    });
    this.#keep(rows);
  }

  #keep(rows: readonly TransferView[]): void {
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#byBatch = Map.groupBy(rows, ({ batchId }) => batchId);
  }

  get count(): number {
    return this.#byId.size;
  }

  row(id: number): TransferView | undefined {
    return this.#byId.get(id);
  }

  ofBatch(batchId: number): readonly TransferView[] {
    return this.#byBatch.get(batchId) ?? [];
  }

  batchIds(): readonly number[] {
    return [...this.#byBatch.keys()];
  }
}

/** Bytes on the way that the counters do not have yet. */
export function bytesOnTheWay(rows: readonly TransferView[]): number {
  return rows.reduce((sum, { bytesShown, bytesSent }) => sum + bytesShown - bytesSent, 0);
}

export function speedOf(rows: readonly TransferView[]): number {
  return rows.reduce((sum, { speed }) => sum + speed, 0);
}

/** Seconds until `bytes` are sent; empty when they cannot be estimated. */
export function secondsUntilDone(bytes: number, speed: number): { readonly secondsLeft?: number } {
  return speed > 0 && bytes > 0 ? { secondsLeft: Math.ceil(bytes / speed) } : {};
}
