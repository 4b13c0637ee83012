import { accountConditionKinds } from '../../../shared/condition.ts';
import type { TransferStore } from '../ports/transfer-store.ts';

/**
 * Prepares the queue of the last process for a new one: no row runs, and only rows that wait for a
 * conflict answer still wait. The engine checks every other condition and timer again.
 */
export async function recoverQueue(store: TransferStore): Promise<void> {
  await store.recover();
  const conditions = [...accountConditionKinds, 'disk-full', 'source-unavailable'] as const;
  for (const why of conditions) await store.endWait(why);
  // If the clock was set back meanwhile, these rows would wait for hours.
  await store.wake(Number.MAX_SAFE_INTEGER);
}
