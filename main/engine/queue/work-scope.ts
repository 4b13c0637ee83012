import type { RowScope, Standing, TransferQueries } from '../ports/transfer-store.ts';

/** The scope of a start. The engine leaves all other rows of the queue unchanged. */
export type StartScope =
  /** These batches, and all batches added afterwards. */
  | { readonly only: 'batches'; readonly ids: readonly number[] }
  /** These rows, and all batches added afterwards. */
  | { readonly only: 'rows'; readonly ids: readonly number[] };

/** The rows that an engine works on: all rows, unless the start limited them. */
export class WorkScope {
  #rows: Required<RowScope> | undefined;

  /** `undefined` means all rows. */
  get rows(): Required<RowScope> | undefined {
    return this.#rows;
  }

  begin(scope: StartScope): void {
    const { ids } = scope;
    this.#rows = scope.only === 'batches' ? { batchIds: ids, ids: [] } : { batchIds: [], ids };
  }

  /** Extends the scope by an added batch. */
  added(batchId: number): void {
    if (this.#rows === undefined) return;
    this.#rows = { ...this.#rows, batchIds: [...this.#rows.batchIds, batchId] };
  }

  /** Extends the scope by these rows. */
  addRows(ids: readonly number[]): void {
    if (this.#rows === undefined) return;
    this.#rows = { ...this.#rows, ids: [...new Set([...this.#rows.ids, ...ids])] };
  }

  /** True when the scope covers all rows of a batch, including rows that its scan will find. */
  hasBatch(batchId: number): boolean {
    if (this.#rows === undefined) return true;
    return this.#rows.batchIds.includes(batchId);
  }

  widen(): void {
    this.#rows = undefined;
  }

  /** The standing of the rows in scope. */
  async standing(queries: TransferQueries): Promise<Standing> {
    if (this.#rows !== undefined) return await queries.standing(this.#rows);
    const [counters, waits] = await Promise.all([queries.counters(), queries.waits()]);
    return { counters, waits };
  }
}
