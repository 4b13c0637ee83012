import { accountTroubles } from '../conditions/judge-failure.ts';
import type { TransferStore } from '../ports/transfer-store.ts';

/**
 * Brings the queue from where the last process left it to where a new one begins: nothing runs, and
 * nothing waits but for an answer. What was waited for, time included, is looked at anew.
 */
export async function recoverQueue(store: TransferStore): Promise<void> {
  await store.recover();
  const conditions = [...accountTroubles, 'disk-full', 'source-unavailable'] as const;
  for (const why of conditions) await store.endWait(why);
  // A clock that was set back meanwhile would let them wait for hours.
  await store.wake(Number.MAX_SAFE_INTEGER);
}
