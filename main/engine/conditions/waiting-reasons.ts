import type { WaitReason } from '../../../shared/transfer-state.ts';
import type { BlockedAccount } from '../api.ts';
import type { WaitCount } from '../ports/transfer-store.ts';

/**
 * Whether a timer or a watch of this engine ends the wait.
 *
 * @param watchesDisks whether a disk that is gone is looked for
 */
export function endsByItself({ why, timed }: WaitCount, watchesDisks: boolean): boolean {
  return timed || (why === 'source-unavailable' && watchesDisks);
}

/** What a person has to do before the rest of the queue can go on. */
export function waitingReasons(
  waits: readonly WaitCount[],
  blocked: readonly BlockedAccount[],
): readonly WaitReason[] {
  return [...new Set([...blocked, ...waits].map(({ why }) => why))];
}
