/*
 * The arithmetic of the bandwidth limit. The bucket is one number: the time since it was empty, or
 * until it will be. Threads can exchange a single number in one atomic step. A new rate needs no
 * conversion: the saved amount is a time, and the new rate converts it to bytes.
 */

/** The most that a bucket saves, in nanoseconds: short enough that no visible burst occurs. */
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

/** Nanoseconds until `bytes` can be taken, if no other request takes bytes. */
export function timeUntil(sinceEmpty: number, rate: number, bytes: number): number {
  return Math.max(0, (bytes * second) / rate - sinceEmpty);
}

/**
 * The most that one request takes at a time, so that requests take turns. It equals the flow of a
 * fortieth of a second, a tenth of a full bucket.
 */
export function turnSize(rate: number): number {
  return Math.floor(rate / 40);
}
