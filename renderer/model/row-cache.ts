import type { TransferLine } from '../../shared/ipc/views.ts';

/** A loaded row, and the revision of its data. */
interface Known {
  readonly row: TransferLine;
  readonly revision: number;
}

/**
 * The rows near the screen by id. Responses and updates can overtake each other, so the cache drops
 * data that is older than its own.
 */
export class RowCache {
  readonly #known = new Map<number, Known>();

  get(id: number): TransferLine | undefined {
    return this.#known.get(id)?.row;
  }

  /** Stores the rows of a page that was requested at `revision`. */
  takePage(rows: readonly TransferLine[], revision: number): void {
    for (const row of rows) this.#take(row, revision);
  }

  /** Stores updated rows near the screen and ignores others. Returns whether it stored any row. */
  takeChanged(rows: readonly TransferLine[], revision: number): boolean {
    const near = rows.filter(({ id }) => this.#known.has(id));
    for (const row of near) this.#take(row, revision);
    return near.length > 0;
  }

  /** Drops all rows except `ids`. */
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
