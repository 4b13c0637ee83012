import type { TransferStore } from '../../main/engine/ports/transfer-store.ts';

/** The second look for an upload whose Initiate was lost comes a minute after the first. */
const soon = 30_000;

/** Whether every clean-up that can be done now has been done. */
export async function cleanupsRest(store: Pick<TransferStore, 'cleanupBacklog'>): Promise<boolean> {
  const { nextAt } = await store.cleanupBacklog();
  return nextAt === undefined || nextAt > Date.now() + soon;
}
