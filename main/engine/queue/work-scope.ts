import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import type { Standing, TransferQueries } from '../ports/transfer-queries.ts';
import type { RowScope, TransferSelection } from '../ports/row-selection.ts';
import { runningStates } from '../../../shared/transfer-state.ts';

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

/** A command that stops rows. */
export type HoldType = 'pause' | 'cancel';

interface Hold {
  readonly type: HoldType;
  readonly selection: TransferSelection;
}

/**
 * Commands that the user gave and that have not reached all of their rows yet. A row of theirs may
 * be next in line: it ends as the command wants, without a request.
 */
export class HeldRows {
  readonly #holds = new Map<string, Hold>();

  /** @param key names the command until `release` */
  hold(key: string, type: HoldType, selection: TransferSelection): void {
    this.#holds.set(key, { type, selection });
  }

  release(key: string): void {
    this.#holds.delete(key);
  }

  /** Which of the rows that were just claimed must not run, and how they end; by id. */
  async among(
    queries: Pick<TransferQueries, 'selected'>,
    claimed: readonly ClaimedTransfer[],
  ): Promise<ReadonlyMap<number, HoldType>> {
    const found = new Map<number, HoldType>();
    if (claimed.length === 0) return found;
    for (const { type, selection } of this.#holds.values()) {
      const wanted = startable(selection);
      if (wanted === undefined) continue;
      const range = { after: 0, limit: mostRunning };
      const rows = await queries.selected(wanted, runningStates, range);
      for (const { id } of rows) found.set(id, type);
    }
    return found;
  }
}

/** An upper bound on the number of rows that run at the same time. */
export const mostRunning = 10_000;

/** The rows of a selection that could start: a claim has changed their state already. */
function startable(selection: TransferSelection): TransferSelection | undefined {
  if (!('filter' in selection)) return selection;
  const { states, ...filter } = selection.filter;
  if (states !== undefined && !states.includes('queued')) return undefined;
  return { ...selection, filter };
}
