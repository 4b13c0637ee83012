import { isAccountCondition } from '../../../shared/condition.ts';
import type { ProgressUpdate, TransferView } from '../../engine/api.ts';
import { type RunEvent, transferChange } from '../report/run-event.ts';
import { progressOf } from '../report/totals.ts';
import type { Baseline } from '../report/totals.ts';
import { isFinal, isRunning } from '../../../shared/transfer-state.ts';
import type { SkipReason, StateName } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';

/** The number of skipped rows whose reasons Ferry reads. */
export const countedSkips = 10_000;

/** Turns the engine's updates into announcements; announces each change once. */
export interface ChangeFollower {
  take(update: ProgressUpdate): void;
  /** Announces a failure that no update reported. */
  takeFailure(transfer: Transfer): void;
  /** Ids of the failed rows that were announced. */
  readonly failed: ReadonlySet<number>;
  /** Why rows were skipped, by id; for the first `countedSkips` rows. */
  readonly skipped: ReadonlyMap<number, SkipReason>;
}

/**
 * @param announce called synchronously, in the order of the changes.
 * @param onDone called with each row that becomes done.
 */
export function followChanges(
  baseline: () => Baseline,
  announce: (event: RunEvent) => void,
  onDone: (view: TransferView) => void,
): ChangeFollower {
  let revision = -1;
  /** Holds only moving rows, so that a queue of a million rows needs no memory here. */
  const states = new Map<number, StateName>();
  const failed = new Set<number>();
  const skipped = new Map<number, SkipReason>();
  const blocked = new Map<string, string>();

  function takeRow(view: TransferView): void {
    const state = view.state.name;
    const before = states.get(view.id);
    if (isFinal(state)) states.delete(view.id);
    else states.set(view.id, state);
    // A newly added row needs no announcement, and a batch may add a million rows.
    if (before === state || (before === undefined && state === 'queued')) return;
    if (state === 'failed') failed.add(view.id);
    if (view.state.name === 'skipped' && skipped.size < countedSkips) {
      skipped.set(view.id, view.state.reason);
    }
    announce(transferChange(view));
    if (state === 'done') onDone(view);
  }

  function takeBlocks(update: ProgressUpdate): void {
    const accounts = update.conditions.filter(isAccountCondition);
    const now = new Map<string, string>(accounts.map(({ accountId, kind }) => [accountId, kind]));
    for (const { accountId, kind, error } of accounts) {
      if (blocked.get(accountId) === kind) continue;
      announce({ type: 'waiting', why: kind, account: accountId, error });
    }
    if (update.conditions.some(({ kind }) => kind === 'disk-full')) {
      now.set('', 'disk-full');
      if (!blocked.has('')) announce({ type: 'waiting', why: 'disk-full' });
    }
    for (const account of blocked.keys()) {
      if (now.has(account)) continue;
      announce({ type: 'waiting', why: 'over', ...(account === '' ? {} : { account }) });
    }
    blocked.clear();
    for (const [account, why] of now) blocked.set(account, why);
  }

  return {
    failed,
    skipped,
    take(update) {
      if (update.revision <= revision) return;
      revision = update.revision;
      for (const view of update.changed) takeRow(view);
      takeBlocks(update);
      const running = update.changed.filter(({ state }) => isRunning(state.name));
      announce(progressOf(update, baseline(), running));
    },
    takeFailure(transfer) {
      if (failed.has(transfer.id)) return;
      failed.add(transfer.id);
      announce(transferChange(transfer));
    },
  };
}
