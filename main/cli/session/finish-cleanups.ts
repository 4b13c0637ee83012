import { setTimeout as sleep } from 'node:timers/promises';
import type { Interrupts } from '../run/interrupts.ts';
import type { Queue, World } from '../run/world.ts';

/** Milliseconds between two checks of the clean-ups. */
const lookInterval = 100;
/** In milliseconds. A clean-up that is postponed beyond this timeout cannot succeed in this run. */
const patience = 5000;

/**
 * Waits while the engine aborts uploads on the server and removes spool files.
 *
 * @returns how many clean-ups remain because they cannot succeed now; the next run of Ferry retries
 *   them.
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
