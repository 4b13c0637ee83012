import { describe, expect, it } from 'vitest';
import { BodyLimit } from '../../../../main/engine/limits/body-limit.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

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
