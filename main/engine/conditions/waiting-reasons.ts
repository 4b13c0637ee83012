import type { AccountCondition } from '../../../shared/condition.ts';
import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { WaitCount } from '../ports/transfer-store.ts';

/**
 * True when a timer or a watch of this engine ends the wait.
 *
 * @param watchesDisks whether the engine checks for missing disks
 */
export function endsByItself({ why, timed }: WaitCount, watchesDisks: boolean): boolean {
  return timed || (why === 'source-unavailable' && watchesDisks);
}

/** The wait reasons that a person has to end before the rest of the queue can continue. */
export function waitingReasons(
  waits: readonly WaitCount[],
  blocked: readonly AccountCondition[],
): readonly WaitReason[] {
  return [...new Set([...blocked.map(({ kind }) => kind), ...waits.map(({ why }) => why)])];
}
