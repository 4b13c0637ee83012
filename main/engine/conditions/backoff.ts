import type { Random } from '../ports/clock.ts';

const base = 500;
const most = 60_000;

/**
 * How long to wait before attempt `attempt` + 1, in milliseconds: full jitter over an exponentially
 * growing range, so that many transfers do not come back at the same moment, but never sooner than
 * the server asked for.
 *
 * Source: "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
export function backoffDelay(attempt: number, random: Random, demanded = 0): number {
  const range = Math.min(most, base * 2 ** Math.min(attempt, 20));
  return Math.max(demanded, Math.round(range * random.next()));
}
