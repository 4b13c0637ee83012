import { describe, expect, it } from 'vitest';
import { AdaptiveLimit, AdaptiveLimits } from '../../../../main/engine/limits/adaptive-limit.ts';
import { defaultSettings } from '../../../../shared/settings.ts';

/** A line on which `rate` says how much moves per millisecond with so many requests at once. */
function onLine(rate: (atOnce: number) => number, most = 128) {
  let now = 0;
  const clock = { monotonic: () => now };
  const limit = new AdaptiveLimit({ clock, start: 16, growth: 1.5 });
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

  it('falls, down to its start, on a line that became slower', () => {
    let most = 1000;
    const { limit, rounds } = onLine((atOnce) => Math.min(atOnce, most) * 10, 64);
    rounds(10);
    most = 20;
    rounds(400);
    expect(limit.value).toBeGreaterThanOrEqual(16);
    expect(limit.value).toBeLessThanOrEqual(24);
  });

  it('keeps a larger limit where a smaller one costs throughput', () => {
    const { limit, rounds } = onLine((atOnce) => Math.min(atOnce, 24) * 10);
    rounds(10);
    expect(limit.value).toBe(24);
    const lower = rounds(200).filter((value) => value < 24);
    expect(limit.value).toBe(24);
    expect(lower.length).toBeLessThan(10);
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
    const limit = new AdaptiveLimit({ clock: { monotonic: () => now }, start: 16, growth: 1.5 });
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
  const limit = new AdaptiveLimit({ clock: { monotonic: () => now }, start: 8, growth: 1.5 });
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

describe('the limit of the parts', () => {
  const MiB = 1024 * 1024;
  const limits = () => new AdaptiveLimits(defaultSettings, { monotonic: () => 0 });

  it.each([
    [1, 16],
    [3, 10],
    [8, 8],
    [32, 8],
  ])('begins with few bytes on the way: parts of %s MiB, %s at once', (size, atOnce) => {
    const adaptive = limits();
    adaptive.beginsParts(size * MiB, 30);
    expect(adaptive.parts).toBe(atOnce);
  });

  it.each([
    [1, 32],
    [3, 10],
    [8, 8],
  ])('begins with more small parts to a far server: %s MiB, %s at once', (size, atOnce) => {
    const adaptive = limits();
    adaptive.beginsParts(size * MiB, 400);
    expect(adaptive.parts).toBe(atOnce);
  });

  it('lets one more part begin for each that left this computer at once', () => {
    const adaptive = limits();
    adaptive.beginsParts(8 * MiB, 30);
    expect(adaptive.tookPart(8 * MiB, 90, true)).toBe(true);
    expect(adaptive.parts).toBe(9);
    for (let part = 0; part < 20; part += 1) adaptive.tookPart(8 * MiB, 90, true);
    expect(adaptive.parts).toBe(16);
    adaptive.beginsParts(8 * MiB, 30);
    expect(adaptive.parts).toBe(16);
  });

  it.each([
    ['left slowly', 8, 1500, true],
    ['may lie in the buffers of the system', 6, 90, true],
    ['leaves no part waiting', 8, 90, false],
  ])('does not grow for a part that %s', (_, size, milliseconds, isFull) => {
    const adaptive = limits();
    adaptive.beginsParts(8 * MiB, 30);
    expect(adaptive.tookPart(size * MiB, milliseconds, isFull)).toBe(false);
    expect(adaptive.parts).toBe(8);
  });
});
