import type { WaitReason } from '../../shared/transfer-state.ts';
import type { AccountGates } from './account-gates.ts';
import type { TransferQueries } from './ports/transfer-store.ts';

/** Enough rows to meet every reason that can be waited for without a timer. */
const sample = 200;

/** What a person has to do before the rest of the queue can go on. */
export async function waitingReasons(
  queries: TransferQueries,
  gates: AccountGates,
): Promise<readonly WaitReason[]> {
  const reasons = new Set<WaitReason>(gates.view().map(({ why }) => why));
  const { rows } = await queries.page(
    { states: ['waiting'] },
    { by: 'queue', descending: false },
    { offset: 0, limit: sample },
  );
  for (const { state } of rows) {
    if (state.name === 'waiting') reasons.add(state.why);
  }
  return [...reasons];
}
