import { describe, expect, it } from 'vitest';
import { AdaptiveLimits } from '../../../../main/engine/limits/adaptive-limit.ts';
import { SourceWaits } from '../../../../main/engine/limits/source-waits.ts';
import { defaultSettings } from '../../../../shared/settings.ts';

const parts = 8;

/** Eight parts that wait this share of their time for their files, or as the test sets it. */
function partsOnDisk(share: number) {
  const world = { now: 0, share };
  const waits = new SourceWaits({ monotonic: () => world.now });
  const pass = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 100) {
      world.now += 100;
      waits.waited(world.share * 100 * parts);
      waits.count(parts);
    }
    return waits.isLimit;
  };
  return { world, waits, pass };
}

describe('the waits of parts for their files', () => {
  it.each([
    [0, false],
    [0.3, false],
    [0.6, true],
    [1, true],
  ])('of %s of their time are the limit: %s', (share, isLimit) => {
    expect(partsOnDisk(share).pass(3000)).toBe(isLimit);
  });

  it('say nothing before half a second', () => {
    const { pass } = partsOnDisk(1);
    expect([pass(400), pass(100)]).toEqual([false, true]);
  });

  it('are forgotten in seconds once the disk is fast', () => {
    const { world, pass } = partsOnDisk(1);
    pass(60_000);
    world.share = 0.05;
    expect(pass(2000)).toBe(false);
  });

  it('count from the first part of an upload, whatever time went by before', () => {
    const { world, waits, pass } = partsOnDisk(1);
    world.now += 3_600_000;
    waits.begin();
    expect(pass(1000)).toBe(true);
  });

  it('are the limit when each read takes seconds and ends with the others', () => {
    const { world, waits } = partsOnDisk(1);
    for (let round = 0; round < 10; round += 1) {
      world.now += 5000;
      for (let part = 0; part < parts; part += 1) {
        waits.waited(5000);
        waits.count(parts);
      }
    }
    world.now += 1;
    expect(waits.isLimit).toBe(true);
  });
});

describe('the limit of the parts on a slow disk', () => {
  /** Sends parts for a minute; each second brings the rate that the test gives. */
  function sendFor(limits: AdaptiveLimits, world: { now: number }, rate: number, share: number) {
    const values = new Set<number>();
    for (let round = 0; round < 600; round += 1) {
      world.now += 100;
      limits.waitedForSource(share * 100 * limits.parts);
      limits.movedOfParts(rate * 100, true, limits.parts);
      if (round % 2 === 0) limits.sentPart(true);
      values.add(limits.parts);
    }
    return [...values];
  }

  function openLimits() {
    const world = { now: 0 };
    const limits = new AdaptiveLimits(defaultSettings, { monotonic: () => world.now });
    limits.beginsParts(8 * 1024 * 1024, 50);
    return { world, limits };
  }

  it('neither grows nor falls, whatever the disk gives', () => {
    const { world, limits } = openLimits();
    expect(sendFor(limits, world, 5000, 0.9)).toEqual([8]);
    expect(sendFor(limits, world, 50_000, 0.9)).toEqual([8]);
    expect(limits.waitsForSource).toBe(true);
    expect(limits.limitedBy('parts')).toBeUndefined();
  });

  it('adapts to the line again once the disk is fast', () => {
    const { world, limits } = openLimits();
    sendFor(limits, world, 5000, 0.9);
    expect(sendFor(limits, world, 50_000, 0)).toContain(12);
    expect(limits.waitsForSource).toBe(false);
  });
});
