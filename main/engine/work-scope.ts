import type { RowScope, Standing, TransferQueries } from './ports/transfer-store.ts';

/** What an engine is started for. Everything else in the queue stays as it is. */
export type StartScope =
  /** The batches that are added afterwards. */
  | { readonly only: 'added' }
  /** Rows that exist. */
  | { readonly only: 'rows'; readonly ids: readonly number[] };

/** Which rows an engine works on: all, unless it was started for some. */
export class WorkScope {
  #rows: RowScope | undefined;

  /** `undefined`: all. */
  get rows(): RowScope | undefined {
    return this.#rows;
  }

  begin(scope: StartScope): void {
    this.#rows = scope.only === 'added' ? { batchIds: [] } : { ids: scope.ids };
  }

  /** A batch was added: an engine that works for what is added works for it. */
  added(batchId: number): void {
    if (this.#rows === undefined || !('batchIds' in this.#rows)) return;
    this.#rows = { batchIds: [...this.#rows.batchIds, batchId] };
  }

  /** Whether all rows of a batch are meant, those that a scan will find too. */
  hasBatch(batchId: number): boolean {
    if (this.#rows === undefined) return true;
    return 'batchIds' in this.#rows && this.#rows.batchIds.includes(batchId);
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
