import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  longestSaving,
  timeUntil,
  turnSize,
  withdraw,
  BandwidthQueue,
  SharedBandwidth,
} from '../../../main/transfer/bandwidth.ts';
import { startHttp } from './local-server.ts';
import { fileBody, never, openFile, put, useTransport } from './transport-fixture.ts';

const second = 1e9;

/** A bucket under a clock that only this test moves. */
class ClockedBucket {
  rate: number;
  now = 0;
  emptyAt = 0;

  constructor(rate: number) {
    this.rate = rate;
  }

  /** Takes one turn if it can, else lets the time pass until it can and the timer comes. */
  take(wanted: number, timerDelay = 0): number {
    const bytes = Math.min(wanted, turnSize(this.rate));
    const left = withdraw(this.now - this.emptyAt, this.rate, bytes);
    if (left === undefined) {
      this.now += Math.ceil(timeUntil(this.now - this.emptyAt, this.rate, bytes)) + timerDelay;
      return 0;
    }
    this.emptyAt = this.now - left;
    return bytes;
  }

  /**
   * Bytes that a greedy taker gets within `duration` nanoseconds, with each timer late by what
   * `timerDelay` returns.
   */
  drain(duration: number, timerDelay: () => number = () => 0): number {
    const end = this.now + duration;
    let bytes = 0;
    while (this.now < end) bytes += this.take(Number.MAX_SAFE_INTEGER, timerDelay());
    return bytes;
  }
}

const rates = fc.integer({ min: 1024, max: 10_000_000_000 });

describe('the token bucket', () => {
  it('gives what the rate allows over ten seconds, and an eighth of a second on top', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const bucket = new ClockedBucket(rate);
        bucket.now = 5 * second;
        const bytes = bucket.drain(10 * second);
        expect(bytes).toBeLessThanOrEqual(rate * 10.125 + turnSize(rate));
        expect(bytes).toBeGreaterThanOrEqual(rate * 9.9);
      }),
      { numRuns: 50 },
    );
  });

  it('holds the rate within 3 % over any five seconds, also the first ones after a pause', () => {
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 20 }), (rate, pause) => {
        const bucket = new ClockedBucket(rate);
        bucket.now = pause * second;
        const first = bucket.drain(5 * second);
        const later = bucket.drain(5 * second);
        expect(first).toBeLessThanOrEqual(rate * 5 * 1.03);
        expect(later).toBeLessThanOrEqual(rate * 5 * 1.03);
        expect(later).toBeGreaterThanOrEqual(rate * 5 * 0.97);
      }),
      { numRuns: 50 },
    );
  });

  it('loses nothing to timers that come up to 0.11 s late on a busy computer', () => {
    const fastEnough = fc.integer({ min: 140_000, max: 10_000_000_000 });
    const delays = fc.infiniteStream(fc.integer({ min: 0, max: 110_000_000 }));
    fc.assert(
      fc.property(fastEnough, delays, (rate, late) => {
        const bucket = new ClockedBucket(rate);
        const bytes = bucket.drain(5 * second, () => Number(late.next().value));
        expect(bytes).toBeGreaterThanOrEqual(rate * 5 * 0.97);
        expect(bytes).toBeLessThanOrEqual(rate * 5 * 1.03);
      }),
      { numRuns: 50 },
    );
  });

  it('saves up no more than an eighth of a second, however long nothing was sent', () => {
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
    expect(bucket.drain(second)).toBeLessThanOrEqual(10_000 * 1.15);
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

const openTransport = useTransport();

const MiB = 1024 * 1024;

describe('the shared bandwidth', () => {
  it('gives everything at once without a limit', () => {
    expect(new SharedBandwidth().take(5 * MiB)).toBe(5 * MiB);
  });

  it('is one bucket for all threads that share its memory', () => {
    const one = new SharedBandwidth();
    const other = new SharedBandwidth(one.memory);
    one.setLimit(4000);
    let taken = 0;
    for (let bytes = one.take(MiB); bytes > 0; bytes = one.take(MiB)) taken += bytes;
    expect(taken).toBeGreaterThan(0);
    expect(other.take(MiB)).toBe(0);
    expect(other.waitingTime(MiB)).toBeGreaterThan(0);
  });

  it('never goes below one kilobyte a second', () => {
    const bandwidth = new SharedBandwidth();
    bandwidth.setLimit(1);
    expect(bandwidth.take(MiB)).toBe(Math.floor(1024 / 40));
  });

  it('is served in turn, and nothing is taken for those who are gone', async () => {
    const bandwidth = new SharedBandwidth();
    bandwidth.setLimit(100_000);
    while (bandwidth.take(MiB) > 0);
    const queue = new BandwidthQueue(bandwidth);
    const order: string[] = [];
    const wait = async (name: string, isOver: boolean) => {
      const bytes = await queue.take(MiB, () => isOver);
      order.push(`${name} ${bytes}`);
    };
    await Promise.all([wait('first', false), wait('gone', true), wait('second', false)]);
    expect(order).toEqual(['first 1400', 'gone 0', 'second 1400']);
  });
});

describe('the bandwidth limit of a transport', () => {
  it('acts on running requests as soon as it is lifted', async () => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const size = 8 * MiB;
    const body = fileBody(openFile(Buffer.alloc(size)), size);
    const transport = openTransport({ workers: 2 });
    // At this speed the two bodies would take more than two hours.
    transport.setLimit(2048);
    const moved = Promise.withResolvers<void>();
    const options = { signal: never(), onBytes: () => moved.resolve() };
    const sent = [1, 2].map(() => transport.send(put(server.url, body), options));
    await moved.promise;
    transport.setLimit(null);
    const answers = await Promise.all(sent);
    expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
  });

  it('does not count waiting for it as idleness', async () => {
    const server = await startHttp((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const transport = openTransport({ workers: 1 });
    transport.setLimit(4096);
    // Three turns each, and a second between the turns of one: twice the idle time-out.
    const size = 300;
    const body = fileBody(openFile(Buffer.alloc(size)), size);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () =>
        transport.send(put(server.url, body, 500), { signal: never() }),
      ),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
  });
});
