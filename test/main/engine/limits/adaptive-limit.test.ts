import { describe, expect, it } from 'vitest';
import { AdaptiveLimit } from '../../../../main/engine/limits/adaptive-limit.ts';

/** A line on which `rate` says how much moves per millisecond with so many requests at once. */
function onLine(rate: (atOnce: number) => number, most = 128) {
  let now = 0;
  const clock = { monotonic: () => now };
  const limit = new AdaptiveLimit({ clock, start: 16 });
  limit.setMost(most);
  const rounds = (count: number) => {
    const values: number[] = [];
    for (let round = 0; round < count; round += 1) {
      const atOnce = limit.value;
      const time = Math.max(100, (atOnce * 1000) / rate(atOnce));
      const completed = Math.ceil((rate(atOnce) * time) / 1000);
      for (let one = 1; one <= completed && limit.value === atOnce; one += 1) {
        now += time / completed;
        limit.completed(1000, true);
      }
      values.push(limit.value);
    }
    return values;
  };
  return { limit, rounds };
}

describe('a limit that adapts', () => {
  it('grows on a line with a long delay up to the limit of the settings', () => {
    const { limit, rounds } = onLine((atOnce) => atOnce * 10, 64);
    rounds(10);
    expect(limit.value).toBe(64);
  });

  it('stays where more requests at once bring nothing', () => {
    const { limit, rounds } = onLine(() => 500);
    const values = rounds(15);
    expect(limit.value).toBe(16);
    expect(Math.max(...values)).toBe(24);
  });

  it('stops near the point where the line is full', () => {
    const { limit, rounds } = onLine((atOnce) => Math.min(atOnce, 40) * 10);
    rounds(15);
    expect(limit.value).toBeGreaterThanOrEqual(36);
    expect(limit.value).toBeLessThanOrEqual(54);
  });

  it('finds a line that became faster', () => {
    let most = 16;
    const { limit, rounds } = onLine((atOnce) => Math.min(atOnce, most) * 10);
    rounds(10);
    expect(limit.value).toBe(16);
    most = 1000;
    rounds(120);
    expect(limit.value).toBeGreaterThan(24);
  });

  it('obeys a lower limit of the settings at once', () => {
    const { limit } = onLine(() => 500);
    limit.setMost(2);
    expect(limit.value).toBe(2);
  });

  it('says what keeps it where it is', () => {
    const wide = onLine((atOnce) => atOnce * 10, 64);
    expect(wide.limit.limitedBy).toBeUndefined();
    wide.rounds(10);
    expect(wide.limit.limitedBy).toBe('setting');
    const narrow = onLine(() => 500);
    narrow.rounds(15);
    expect(narrow.limit.limitedBy).toBe('line');
    narrow.limit.setMost(2);
    expect(narrow.limit.limitedBy).toBe('setting');
  });

  it('learns nothing while slots are free', () => {
    let now = 0;
    const limit = new AdaptiveLimit({ clock: { monotonic: () => now }, start: 16 });
    for (let one = 0; one < 1000; one += 1) {
      now += 10;
      limit.completed(1000, false);
    }
    expect(limit.value).toBe(16);
  });
});

/** A line on which `rate` says how many bytes move per millisecond, and none of its parts ends. */
function onSlowLine(rate: (atOnce: number) => number) {
  let now = 0;
  const limit = new AdaptiveLimit({ clock: { monotonic: () => now }, start: 8 });
  limit.setMost(128);
  const pass = (milliseconds: number) => {
    for (const end = now + milliseconds; now < end;) {
      const before = limit.value;
      now += 100;
      limit.moved(rate(before) * 100, true);
      // The system takes some bytes of new connections before the line does.
      if (limit.value > before) limit.moved((limit.value - before) * 300_000, true);
    }
  };
  return { limit, pass, rest: (milliseconds: number) => void (now += milliseconds) };
}

describe('a limit for bodies that take a minute each', () => {
  it('grows by the bytes that move, before the first of them has ended', () => {
    const { limit, pass } = onSlowLine((atOnce) => atOnce * 180);
    pass(20_000);
    expect(limit.value).toBeGreaterThan(32);
  });

  it('takes the bytes that fill new connections for no gain', () => {
    const { limit, pass } = onSlowLine(() => 2500);
    pass(20_000);
    expect(limit.value).toBe(8);
    expect(limit.limitedBy).toBe('line');
  });

  it('begins anew after a rest, whose time was no slow line', () => {
    const { limit, pass, rest } = onSlowLine(() => 2500);
    pass(1000);
    rest(3_600_000);
    pass(20_000);
    expect(limit.value).toBe(8);
  });
});
