import type { RowScope, Standing, TransferQueries } from '../ports/transfer-store.ts';

/** What an engine is started for. Everything else in the queue stays as it is. */
export type StartScope =
  /** These batches, and all that are added afterwards. */
  | { readonly only: 'batches'; readonly ids: readonly number[] }
  /** These rows, and all batches that are added afterwards. */
  | { readonly only: 'rows'; readonly ids: readonly number[] };

/** Which rows an engine works on: all, unless it was started for some. */
export class WorkScope {
  #rows: Required<RowScope> | undefined;

  /** `undefined`: all. */
  get rows(): Required<RowScope> | undefined {
    return this.#rows;
  }

  begin(scope: StartScope): void {
    const { ids } = scope;
    this.#rows = scope.only === 'batches' ? { batchIds: ids, ids: [] } : { batchIds: [], ids };
  }

  /** A batch was added: the engine works on it. */
  added(batchId: number): void {
    if (this.#rows === undefined) return;
    this.#rows = { ...this.#rows, batchIds: [...this.#rows.batchIds, batchId] };
  }

  /** The engine works on these rows too. */
  addRows(ids: readonly number[]): void {
    if (this.#rows === undefined) return;
    this.#rows = { ...this.#rows, ids: [...new Set([...this.#rows.ids, ...ids])] };
  }

  /** Whether all rows of a batch are meant, those that a scan will find too. */
  hasBatch(batchId: number): boolean {
    if (this.#rows === undefined) return true;
    return this.#rows.batchIds.includes(batchId);
  }

  widen(): void {
    this.#rows = undefined;
  }

  /** Where the rows stand that are meant. */
  async standing(queries: TransferQueries): Promise<Standing> {
    if (this.#rows !== undefined) return await queries.standing(this.#rows);
    const [counters, waits] = await Promise.all([queries.counters(), queries.waits()]);
    return { counters, waits };
  }
}
