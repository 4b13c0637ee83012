import type { Row } from '../queue/queue-state.ts';
import type { Witness } from '../witness.ts';

/** Remembers which rows people removed, so that no check expects them. */
export class RowBook implements Partial<Witness> {
  readonly #removed = new Set<string>();
  readonly #batches = new Set<number>();

  readonly rowsRemoved = (rows: readonly Row[]): void => {
    for (const { batchId, source, relativePath } of rows) {
      this.#batches.add(batchId);
      this.#removed.add(`${batchId} ${source.path} ${relativePath}`);
    }
  };

  /** True when people removed rows of the batch: with its last row the batch goes too. */
  hasRemovedRows(batchId: number): boolean {
    return this.#batches.has(batchId);
  }

  isRemoved(batchId: number, path: string, relativePath: string): boolean {
    return this.#removed.has(`${batchId} ${path} ${relativePath}`);
  }
}
