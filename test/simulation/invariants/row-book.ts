import type { Row } from '../queue/queue-state.ts';
import type { Witness } from '../witness.ts';

/** Remembers which rows people removed, so that nobody looks for them. */
export class RowBook implements Partial<Witness> {
  readonly #removed = new Set<string>();

  readonly rowsRemoved = (rows: readonly Row[]): void => {
    for (const { batchId, source, relativePath } of rows) {
      this.#removed.add(`${batchId} ${source.path} ${relativePath}`);
    }
  };

  isRemoved(batchId: number, path: string, relativePath: string): boolean {
    return this.#removed.has(`${batchId} ${path} ${relativePath}`);
  }
}
