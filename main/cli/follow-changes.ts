import type { ProgressUpdate, TransferView } from '../engine/face.ts';
import type { RunEvent } from './run-event.ts';
import { progressOf } from './totals.ts';
import type { Baseline } from './totals.ts';
import { transferChange } from './transfer-change.ts';
import { isFinal, isRunning } from '../../shared/transfer-state.ts';
import type { StateName } from '../../shared/transfer-state.ts';
import type { Transfer } from '../../shared/transfer.ts';

/** Turns the engine's updates into announcements, each change once. */
export interface ChangeFollower {
  take(update: ProgressUpdate): void;
  /** Announces a failure that no update had brought. */
  takeFailure(transfer: Transfer): void;
  /** Failed rows that were announced, with their batch. */
  readonly failed: ReadonlyMap<number, number>;
}

/**
 * @param announce called synchronously, in the order of the changes.
 * @param onDone called with each row that has become done.
 */
export function followChanges(
  baseline: Baseline,
  announce: (event: RunEvent) => void,
  onDone: (view: TransferView) => void,
): ChangeFollower {
  let revision = -1;
  /** Only rows on the move: a queue of a million rows leaves nothing here. */
  const states = new Map<number, StateName>();
  const failed = new Map<number, number>();
  const blocked = new Map<string, string>();

  function takeRow(view: TransferView): void {
    const state = view.state.name;
    const before = states.get(view.id);
    if (isFinal(state)) states.delete(view.id);
    else states.set(view.id, state);
    // A row that was just added says nothing new, and there may be a million of them.
    if (before === state || (before === undefined && state === 'queued')) return;
    if (state === 'failed') failed.set(view.id, view.batchId);
    announce(transferChange(view));
    if (state === 'done') onDone(view);
  }

  function takeBlocks(update: ProgressUpdate): void {
    const now = new Map<string, string>(
      update.blocked.map(({ accountId, why }) => [accountId, why]),
    );
    if (update.diskFull) now.set('', 'disk-full');
    for (const { accountId, why, error } of update.blocked) {
      if (blocked.get(accountId) === why) continue;
      announce({ type: 'waiting', why, account: accountId, error });
    }
    if (update.diskFull && !blocked.has('')) announce({ type: 'waiting', why: 'disk-full' });
    for (const account of blocked.keys()) {
      if (now.has(account)) continue;
      announce({ type: 'waiting', why: 'over', ...(account === '' ? {} : { account }) });
    }
    blocked.clear();
    for (const [account, why] of now) blocked.set(account, why);
  }

  return {
    failed,
    take(update) {
      if (update.revision <= revision) return;
      revision = update.revision;
      for (const view of update.changed) takeRow(view);
      takeBlocks(update);
      const running = update.changed.filter(({ state }) => isRunning(state.name));
      announce(progressOf(update, baseline, running));
    },
    takeFailure(transfer) {
      if (failed.has(transfer.id)) return;
      failed.set(transfer.id, transfer.batchId);
      announce(transferChange(transfer));
    },
  };
}
