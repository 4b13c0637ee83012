import { describe, expect, it } from 'vitest';
import { AccountPace } from '../../../../main/engine/limits/account-pace.ts';
import { Interruption } from '../../../../main/engine/run/interruption.ts';
import { errorCodes } from '../../../../shared/errors.ts';
import { ManualClock } from '../manual-clock.ts';

const { signal: never } = new AbortController();

async function enterTimes(pace: AccountPace, count: number) {
  return await Promise.all(Array.from({ length: count }, () => pace.enter(never)));
}

describe('AccountPace', () => {
  it('halves once for all requests that were on the way, down to one', async () => {
    const pace = new AccountPace(8, new ManualClock());
    const permits = await enterTimes(pace, 8);
    for (const permit of permits) permit.failed({ code: 'server-busy' });
    const capacities = [pace.capacity];
    for (const permit of permits) permit.leave();
    for (let round = 0; round < 4; round += 1) {
      const permit = await pace.enter(never);
      permit.failed({ code: 'server-busy' });
      permit.leave();
      capacities.push(pace.capacity);
    }
    expect(capacities).toEqual([4, 2, 1, 1, 1]);
  });

  it('gives one place back for each round of accepted requests, up to the ceiling', async () => {
    const pace = new AccountPace(4, new ManualClock());
    const capacities: number[] = [];
    const send = async (error?: 'server-busy') => {
      const permit = await pace.enter(never);
      if (error === undefined) permit.accepted();
      else permit.failed({ code: error });
      permit.leave();
      capacities.push(pace.capacity);
    };
    await send('server-busy');
    for (let count = 0; count < 8; count += 1) await send();
    expect(capacities).toEqual([2, 2, 3, 3, 3, 4, 4, 4, 4]);
  });

  it('slows down for those errors only that say "too much"', async () => {
    const slowing = [];
    for (const code of errorCodes) {
      const pace = new AccountPace(8, new ManualClock());
      (await pace.enter(never)).failed({ code });
      if (pace.capacity < 8) slowing.push(code);
    }
    expect(slowing).toEqual(['no-progress', 'server-busy']);
  });

  it('gives up the place of a request that has none elsewhere any more, until there is one', async () => {
    const clock = new ManualClock();
    const pace = new AccountPace(1, clock);
    const refused = await pace.enter(never);
    refused.failed({ code: 'server-busy', retryAfter: 1000 });
    refused.leave();
    const room = Promise.withResolvers<void>();
    let isCrowded = false;
    const place = {
      get isCrowded() {
        return isCrowded;
      },
      giveWay: () => room.promise,
    };
    let entered = 0;
    const entering = pace.enter(never, place).then(() => (entered += 1));
    isCrowded = true;
    await clock.pass(1000);
    expect(entered).toBe(0);
    // The only place of the pace is free for somebody else meanwhile.
    (await pace.enter(never)).leave();
    isCrowded = false;
    room.resolve();
    await entering;
    expect(entered).toBe(1);
  });

  it('lets nobody send before the time that the server asked for, even when it is put off', async () => {
    const clock = new ManualClock();
    const pace = new AccountPace(4, clock);
    (await pace.enter(never)).failed({ code: 'server-busy', retryAfter: 1000 });
    let entered = 0;
    const entering = pace.enter(never).then(() => (entered += 1));
    await clock.pass(900);
    pace.noticeDemand({ code: 'server-error', retryAfter: 500 });
    await clock.pass(100);
    const early = entered;
    await clock.pass(400);
    await entering;
    expect([early, entered]).toEqual([0, 1]);
  });

  it('frees the place of one who gives up during the pause', async () => {
    const clock = new ManualClock();
    const pace = new AccountPace(1, clock);
    pace.noticeDemand({ code: 'server-busy', retryAfter: 1000 });
    const controller = new AbortController();
    const reason = new Interruption('pause');
    const entering = pace.enter(controller.signal);
    await clock.pass(0);
    controller.abort(reason);
    await expect(entering).rejects.toBe(reason);
    await clock.pass(1000);
    await expect(pace.enter(never)).resolves.toBeDefined();
  });

  it('follows the settings, but does not forget that it was lowered', async () => {
    const pace = new AccountPace(8, new ManualClock());
    const capacities = [12, 6].map((ceiling) => {
      pace.setCeiling(ceiling);
      return pace.capacity;
    });
    (await pace.enter(never)).failed({ code: 'server-busy' });
    for (const ceiling of [20, 2]) {
      pace.setCeiling(ceiling);
      capacities.push(pace.capacity);
    }
    expect(capacities).toEqual([12, 6, 3, 2]);
  });
});
