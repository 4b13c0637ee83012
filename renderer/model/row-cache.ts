import type { TransferLine } from '../../shared/ipc/views.ts';

/** A row that is known, and how recent that knowledge is. */
interface Known {
  readonly row: TransferLine;
  readonly revision: number;
}

/**
 * The rows near the screen by id. Answers and news overtake each other; what is older than what is
 * known is dropped.
 */
export class RowCache {
  readonly #known = new Map<number, Known>();

  get(id: number): TransferLine | undefined {
    return this.#known.get(id)?.row;
  }

  /** Rows of a page that was asked for when `revision` was the latest. */
  takePage(rows: readonly TransferLine[], revision: number): void {
    for (const row of rows) this.#take(row, revision);
  }

  /** News about rows; those that are not near the screen are left out. Says whether any was taken. */
  takeChanged(rows: readonly TransferLine[], revision: number): boolean {
    const near = rows.filter(({ id }) => this.#known.has(id));
    for (const row of near) this.#take(row, revision);
    return near.length > 0;
  }

  /** Forgets all but `ids`. */
  keep(ids: ReadonlySet<number>): void {
    for (const id of this.#known.keys()) if (!ids.has(id)) this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
  }

  #take(row: TransferLine, revision: number): void {
    const known = this.#known.get(row.id);
    if (known === undefined || known.revision <= revision) {
      this.#known.set(row.id, { row, revision });
    }
  }
}
