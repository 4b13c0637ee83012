import type { Clock, Random } from '../engine/ports/system.ts';

/** The longest time that setTimeout accepts; a longer timer would fire at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * The clocks of this computer. `sleep` keeps the process alive, because a waiting queue is still
 * working.
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(milliseconds, signal) {
    const end = performance.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - performance.now()) {
      await nap(Math.min(left, longestTimer), signal);
    }
    signal?.throwIfAborted();
  },
};

export const systemRandom: Random = { next: () => Math.random() };

function nap(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
