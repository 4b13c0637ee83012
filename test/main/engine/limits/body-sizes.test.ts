import { describe, expect, it } from 'vitest';
import {
  AdaptivePartSize,
  BodyLimit,
  PutLimit,
  PutLimits,
} from '../../../../main/engine/limits/body-sizes.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const usual = 8 * MiB;
const hugeFile = 100_000 * MiB;

function sizeAfter(act: (size: AdaptivePartSize) => void, file = hugeFile): number {
  const size = new AdaptivePartSize();
  act(size);
  return size.for(usual, file) / MiB;
}

const send = (size: AdaptivePartSize, parts: number, bytes: number, milliseconds: number): void => {
  for (let part = 0; part < parts; part += 1) size.sent(bytes, milliseconds);
};

describe('a part size that adapts', () => {
  it('doubles after eight fast parts of its size, up to 32 MiB', () => {
    expect(sizeAfter((size) => send(size, 7, usual, 500))).toBe(8);
    expect(sizeAfter((size) => send(size, 8, usual, 500))).toBe(16);
    // Parts of the former size prove nothing about the new one.
    expect(sizeAfter((size) => send(size, 100, usual, 500))).toBe(16);
    expect(sizeAfter((size) => send(size, 100, 64 * MiB, 500))).toBe(32);
  });

  it('stays while parts take their time', () => {
    expect(sizeAfter((size) => send(size, 100, usual, 1001))).toBe(8);
    const mixed = sizeAfter((size) => {
      send(size, 7, usual, 500);
      send(size, 1, usual, 5000);
      send(size, 7, usual, 500);
    });
    expect(mixed).toBe(8);
  });

  it('halves when parts of its size time out, once for all that were on the way', () => {
    const timeOut = (size: AdaptivePartSize, bytes: number): void => {
      for (let part = 0; part < 12; part += 1) size.timedOut(bytes);
    };
    expect(sizeAfter((size) => timeOut(size, usual))).toBe(4);
    expect(sizeAfter((size) => size.timedOut(3 * MiB))).toBe(8);
    const again = sizeAfter((size) => {
      for (const bytes of [8, 4, 2, 1, 1]) timeOut(size, bytes * MiB);
    });
    expect(again).toBe(1);
  });

  it('grows again after a line recovered', () => {
    const recovered = sizeAfter((size) => {
      size.timedOut(usual);
      send(size, 8, 4 * MiB, 500);
    });
    expect(recovered).toBe(8);
  });

  it('takes growth back when parts become slow, and no more than that', () => {
    const slow = sizeAfter((size) => {
      send(size, 8, usual, 500);
      send(size, 1, 16 * MiB, 30_001);
      send(size, 1, 8 * MiB, 30_001);
    });
    expect(slow).toBe(8);
  });

  it('leaves a file enough parts for all connections', () => {
    const grow = (size: AdaptivePartSize): void => send(size, 100, 64 * MiB, 500);
    expect(sizeAfter(grow, 256 * MiB)).toBe(8);
    expect(sizeAfter(grow, 100 * MiB)).toBe(4);
    expect(sizeAfter(grow, 33 * MiB)).toBe(2);
    expect(sizeAfter(grow, 9 * MiB)).toBe(1);
    expect(sizeAfter(grow, 1024 * MiB)).toBe(16);
    expect(sizeAfter(grow, 2048 * MiB)).toBe(32);
  });

  it('leaves every other size of the settings alone', () => {
    const size = new AdaptivePartSize();
    size.timedOut(usual);
    expect(size.for(20 * MiB, hugeFile)).toBe(20 * MiB);
  });
});

/** Milliseconds that a body takes at so many bytes a second. */
const timeOf = (bytes: number, rate: number) => (1000 * bytes) / rate;

describe('the largest file for one PutObject', () => {
  it('has no bound before a connection was measured', () => {
    expect(new PutLimit().bytes).toBe(Infinity);
  });

  it('is what one slow connection carries in 15 s', () => {
    const limit = new PutLimit();
    limit.carried(8 * MiB, timeOf(8 * MiB, 120_000), 1);
    expect(limit.bytes).toBeCloseTo(15 * 120_000);
  });

  it('stays when the parts of a file show that each connection carries that little', () => {
    const limit = new PutLimit();
    limit.carried(8 * MiB, timeOf(8 * MiB, 120_000), 1);
    for (let part = 0; part < 8; part += 1) limit.carried(MiB, timeOf(MiB, 125_000), 8 - part);
    expect(limit.bytes).toBeLessThan(2 * MiB);
  });

  it('takes no shared line for a slow one', () => {
    const limit = new PutLimit();
    // 20 Mbit/s, filled by sixteen files.
    for (let file = 0; file < 50; file += 1) limit.carried(5 * MiB, timeOf(5 * MiB, 156_250), 16);
    expect(limit.bytes).toBeGreaterThan(8 * MiB);
  });

  it('rises when parts show that a connection carries more', () => {
    const limit = new PutLimit();
    limit.carried(8 * MiB, timeOf(8 * MiB, 120_000), 1);
    limit.carried(MiB, timeOf(MiB, 1_500_000), 8);
    expect(limit.bytes).toBeGreaterThan(8 * MiB);
  });

  it('learns nothing from bodies that mostly wait for their response', () => {
    const limit = new PutLimit();
    limit.carried(1000, 200, 1);
    expect(limit.bytes).toBe(Infinity);
  });

  it('never falls below 1 MiB', () => {
    const limit = new PutLimit();
    limit.carried(MiB, 3_600_000, 1);
    expect(limit.bytes).toBe(MiB);
  });
});

describe('the limits of two accounts', () => {
  it('do not disturb each other', () => {
    const limits = new PutLimits();
    limits.of('far').carried(8 * MiB, timeOf(8 * MiB, 120_000), 1);
    expect(limits.of('far').bytes).toBeLessThan(2 * MiB);
    expect(limits.of('near').bytes).toBe(Infinity);
  });
});

function carry(limit: BodyLimit, size: number, times: number): void {
  for (let count = 0; count < times; count += 1) limit.carried(size);
}

describe('BodyLimit', () => {
  it('halves the body that broke to whole pages, down to the smallest part that OSS takes', () => {
    const limit = new BodyLimit();
    const limits = [8 * MiB, 4 * MiB, 300 * KiB, 150 * KiB, 100 * KiB, 50 * KiB].map((size) => {
      limit.broke(size);
      return limit.bytes / KiB;
    });
    expect(limits).toEqual([4096, 2048, 148, 100, 100, 100]);
  });

  it('is halved once by all parts of one size that break together', () => {
    const limit = new BodyLimit();
    for (let parts = 0; parts < 4; parts += 1) limit.broke(8 * MiB);
    expect(limit.bytes).toBe(4 * MiB);
  });

  it('rises again when twenty transfers in a row filled it, and not for small ones', () => {
    const limit = new BodyLimit();
    carry(limit, 5 * MiB, 20);
    expect(limit.bytes).toBe(Infinity);
    limit.broke(8 * MiB);
    carry(limit, MiB, 100);
    carry(limit, 5 * MiB, 19);
    expect(limit.bytes).toBe(4 * MiB);
    limit.broke(8 * MiB);
    carry(limit, 5 * MiB, 19);
    expect(limit.bytes).toBe(4 * MiB);
    carry(limit, 5 * MiB, 1);
    expect(limit.bytes).toBe(8 * MiB);
  });
});
