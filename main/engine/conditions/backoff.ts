import type { Random } from '../ports/clock.ts';

const base = 500;
const most = 60_000;

/**
 * Milliseconds to wait before attempt `attempt` + 1: full jitter over an exponentially growing
 * range. Jitter keeps many transfers from retrying at the same moment. The result is never shorter
 * than the delay that the server demanded.
 *
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
export function backoffDelay(attempt: number, random: Random, demanded = 0): number {
  const range = Math.min(most, base * 2 ** Math.min(attempt, 20));
  return Math.max(demanded, Math.round(range * random.next()));
}
