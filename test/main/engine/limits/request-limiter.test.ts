import { describe, expect, it } from 'vitest';
import { RequestLimiter, RequestLimiters } from '../../../../main/engine/limits/request-limiter.ts';
import { Interruption } from '../../../../main/engine/run/interruption.ts';
import { errorCodes } from '../../../../shared/errors.ts';
import { ManualClock } from '../manual-clock.ts';

const { signal: never } = new AbortController();

async function enterTimes(limiter: RequestLimiter, count: number) {
  return await Promise.all(Array.from({ length: count }, () => limiter.enter(never)));
}

describe('RequestLimiter', () => {
  it('halves once for all requests that were on the way, down to one', async () => {
    const limiter = new RequestLimiter(8, new ManualClock());
    const permits = await enterTimes(limiter, 8);
    for (const permit of permits) permit.failed({ code: 'server-busy' });
    const capacities = [limiter.capacity];
    for (const permit of permits) permit.leave();
    for (let round = 0; round < 4; round += 1) {
      const permit = await limiter.enter(never);
      permit.failed({ code: 'server-busy' });
      permit.leave();
      capacities.push(limiter.capacity);
    }
    expect(capacities).toEqual([4, 2, 1, 1, 1]);
  });

  it('gives one slot back for each round of accepted requests, up to the ceiling', async () => {
    const limiter = new RequestLimiter(4, new ManualClock());
    const capacities: number[] = [];
    const send = async (error?: 'server-busy') => {
      const permit = await limiter.enter(never);
      if (error === undefined) permit.accepted();
      else permit.failed({ code: error });
      permit.leave();
      capacities.push(limiter.capacity);
    };
    await send('server-busy');
    for (let count = 0; count < 8; count += 1) await send();
    expect(capacities).toEqual([2, 2, 3, 3, 3, 4, 4, 4, 4]);
  });

  it('slows down for those errors only that say "too much"', async () => {
    const slowing = [];
    for (const code of errorCodes) {
      const limiter = new RequestLimiter(8, new ManualClock());
      (await limiter.enter(never)).failed({ code });
      if (limiter.capacity < 8) slowing.push(code);
    }
    expect(slowing).toEqual(['no-progress', 'server-busy']);
  });

  it('gives up the slot of a request that has none elsewhere any more, until there is one', async () => {
    const clock = new ManualClock();
    const limiter = new RequestLimiter(1, clock);
    const refused = await limiter.enter(never);
    refused.failed({ code: 'server-busy', retryAfter: 1000 });
    refused.leave();
    const room = Promise.withResolvers<void>();
    let isCrowded = false;
    const slot = {
      get isCrowded() {
        return isCrowded;
      },
      giveWay: () => room.promise,
    };
    let entered = 0;
    const entering = limiter.enter(never, slot).then(() => (entered += 1));
    isCrowded = true;
    await clock.pass(1000);
    expect(entered).toBe(0);
    // The only slot of the limiter is free for another request meanwhile.
    (await limiter.enter(never)).leave();
    isCrowded = false;
    room.resolve();
    await entering;
    expect(entered).toBe(1);
  });

  it('sends no request before the time that the server asked for, even when it is postponed', async () => {
    const clock = new ManualClock();
    const limiter = new RequestLimiter(4, clock);
    (await limiter.enter(never)).failed({ code: 'server-busy', retryAfter: 1000 });
    let entered = 0;
    const entering = limiter.enter(never).then(() => (entered += 1));
    await clock.pass(900);
    limiter.holdUntilDemanded({ code: 'server-error', retryAfter: 500 });
    await clock.pass(100);
    const early = entered;
    await clock.pass(400);
    await entering;
    expect([early, entered]).toEqual([0, 1]);
  });

  it('frees the slot of one who gives up during the pause', async () => {
    const clock = new ManualClock();
    const limiter = new RequestLimiter(1, clock);
    limiter.holdUntilDemanded({ code: 'server-busy', retryAfter: 1000 });
    const controller = new AbortController();
    const reason = new Interruption('pause');
    const entering = limiter.enter(controller.signal);
    await clock.pass(0);
    controller.abort(reason);
    await expect(entering).rejects.toBe(reason);
    await clock.pass(1000);
    await expect(limiter.enter(never)).resolves.toBeDefined();
  });

  it('follows the settings, but does not forget that it was lowered', async () => {
    const limiter = new RequestLimiter(8, new ManualClock());
    const capacities = [12, 6].map((ceiling) => {
      limiter.setCeiling(ceiling);
      return limiter.capacity;
    });
    (await limiter.enter(never)).failed({ code: 'server-busy' });
    for (const ceiling of [20, 2]) {
      limiter.setCeiling(ceiling);
      capacities.push(limiter.capacity);
    }
    expect(capacities).toEqual([12, 6, 3, 2]);
  });
});

describe('RequestLimiters', () => {
  it('keeps one limiter for each account at each bucket, of the given size', () => {
    let ceiling = 7;
    const limiters = new RequestLimiters(() => ceiling, new ManualClock());
    const limiter = limiters.of('a', 'one');
    expect(limiters.of('a', 'one')).toBe(limiter);
    const others = [limiters.of('a', 'two'), limiters.of('b', 'one')];
    expect(new Set([limiter, ...others]).size).toBe(3);
    ceiling = 14;
    const before = limiter.capacity;
    limiters.applyCeiling();
    expect([before, limiter.capacity, limiters.of('c', 'one').capacity]).toEqual([7, 14, 14]);
  });
});
