import { setTimeout as sleep } from 'node:timers/promises';
import type { Interrupts } from '../run/interrupts.ts';
import type { Queue, World } from '../run/world.ts';

/** How often the list of clean-ups is looked at. */
const lookInterval = 100;
/** A clean-up that is put off further than this will not succeed now. */
const patience = 5000;

/**
 * Waits while the engine aborts uploads on the server and removes spool files.
 *
 * @returns how many are left because they cannot be done now; the next run of Ferry tries again.
 */
export async function finishCleanUps(
  store: Queue,
  world: World,
  interrupts: Interrupts,
): Promise<number> {
  for (;;) {
    const { count, nextAt } = await store.cleanupBacklog();
    const putOff = nextAt !== undefined && nextAt > world.now() + patience;
    if (count === 0 || putOff || interrupts.signal.aborted) return count;
    await sleep(lookInterval, undefined, { signal: interrupts.signal }).catch(() => undefined);
  }
}
