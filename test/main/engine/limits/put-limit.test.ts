import { describe, expect, it } from 'vitest';
import { PutLimit, PutLimits } from '../../../../main/engine/limits/put-limit.ts';

const MiB = 1024 * 1024;
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
