import { runningStates } from '../../../shared/transfer-state.ts';
import type { EnginePorts } from '../api.ts';
import type { ClaimedTransfer, TransferSelection } from '../ports/transfer-store.ts';

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
    store: EnginePorts['store'],
    claimed: readonly ClaimedTransfer[],
  ): Promise<ReadonlyMap<number, HoldType>> {
    const found = new Map<number, HoldType>();
    if (claimed.length === 0) return found;
    for (const { type, selection } of this.#holds.values()) {
      const wanted = startable(selection);
      if (wanted === undefined) continue;
      const range = { after: 0, limit: mostRunning };
      const rows = await store.selected(wanted, runningStates, range);
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
