import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  longestSaving,
  timeUntil,
  turnSize,
  withdraw,
} from '../../../../main/transfer/limits/token-bucket.ts';

const second = 1e9;

/** A bucket under a clock that only this test moves. */
class ClockedBucket {
  rate: number;
  now = 0;
  emptyAt = 0;

  constructor(rate: number) {
    this.rate = rate;
  }

  /** Takes one turn if it can, else lets the time pass until it can. */
  take(wanted: number): number {
    const bytes = Math.min(wanted, turnSize(this.rate));
    const left = withdraw(this.now - this.emptyAt, this.rate, bytes);
    if (left === undefined) {
      this.now += Math.ceil(timeUntil(this.now - this.emptyAt, this.rate, bytes));
      return 0;
    }
    this.emptyAt = this.now - left;
    return bytes;
  }

  /** Bytes that a greedy taker gets within `duration` nanoseconds. */
  drain(duration: number): number {
    const end = this.now + duration;
    let bytes = 0;
    while (this.now < end) bytes += this.take(Number.MAX_SAFE_INTEGER);
    return bytes;
  }
}

const rates = fc.integer({ min: 1024, max: 10_000_000_000 });

describe('the token bucket', () => {
  it('gives what the rate allows over ten seconds, and a quarter of a second on top', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const bucket = new ClockedBucket(rate);
        bucket.now = 5 * second;
        const bytes = bucket.drain(10 * second);
        expect(bytes).toBeLessThanOrEqual(rate * 10.25 + turnSize(rate));
        expect(bytes).toBeGreaterThanOrEqual(rate * 9.9);
      }),
      { numRuns: 50 },
    );
  });

  it('saves up no more than a quarter of a second, however long nothing was sent', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 1, max: 1e9 }), (rate, seconds) => {
        const bucket = new ClockedBucket(rate);
        bucket.now = seconds * second;
        let burst = 0;
        for (let bytes = bucket.take(rate); bytes > 0; bytes = bucket.take(rate)) burst += bytes;
        expect(burst).toBeLessThanOrEqual((rate * longestSaving) / second);
      }),
    );
  });

  it('follows a change of the rate within a second, up and down', () => {
    const bucket = new ClockedBucket(1_000_000);
    bucket.drain(3 * second);
    bucket.rate = 10_000;
    expect(bucket.drain(second)).toBeLessThanOrEqual(10_000 * 1.3);
    bucket.rate = 100_000_000;
    expect(bucket.drain(second)).toBeGreaterThanOrEqual(100_000_000 * 0.9);
  });

  it('says exactly how long to wait', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: -1e9, max: 1e6 }), (rate, sinceEmpty) => {
        const bytes = turnSize(rate);
        const wait = timeUntil(sinceEmpty, rate, bytes);
        fc.pre(wait > 1);
        expect(withdraw(sinceEmpty + wait - 1, rate, bytes)).toBeUndefined();
        expect(withdraw(sinceEmpty + wait + 1, rate, bytes)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('can always serve a turn in the end', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        expect(turnSize(rate)).toBeGreaterThan(0);
        expect(withdraw(longestSaving, rate, turnSize(rate))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
