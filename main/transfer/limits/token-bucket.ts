/*
 * The arithmetic of the bandwidth limit. The bucket is one number: how long ago it was, or will be,
 * empty. A single number can be exchanged by several threads in one step, and a change of the rate
 * needs no conversion: what was saved up is time, and is worth what the new rate makes of it.
 */

/** What a bucket may save up, in nanoseconds: short enough that nobody sees a burst. */
export const longestSaving = 250_000_000;

const second = 1_000_000_000;

/**
 * Takes `bytes` out of the bucket.
 *
 * @param sinceEmpty nanoseconds since the bucket was empty; negative while it is overdrawn
 * @param rate bytes a second
 * @returns the new `sinceEmpty`, or `undefined` when there is not enough in the bucket
 */
export function withdraw(sinceEmpty: number, rate: number, bytes: number): number | undefined {
  const left = Math.min(sinceEmpty, longestSaving) - (bytes * second) / rate;
  return left < 0 ? undefined : left;
}

/** Nanoseconds until `bytes` can be taken, if nobody else takes any. */
export function timeUntil(sinceEmpty: number, rate: number, bytes: number): number {
  return Math.max(0, (bytes * second) / rate - sinceEmpty);
}

/**
 * How much one request may take at a time, so that requests take turns: what flows in a fortieth
 * of a second, a tenth of what the bucket holds.
 */
export function turnSize(rate: number): number {
  return Math.floor(rate / 40);
}
