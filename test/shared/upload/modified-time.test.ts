import fc from 'fast-check';
import { expect, it } from 'vitest';
import { modifiedFrom, modifiedMeta } from '../../../shared/upload/modified-time.ts';

it.each([
  ['1354040105123456789', '1354040105.123456789'],
  ['1354040105000000000', '1354040105'],
  ['1354040105120000000', '1354040105.12'],
  ['1000000', '0.001'],
  ['0', '0'],
  ['-1500000000', '-1.5'],
])('%s nanoseconds are %s, as rclone writes it', (modified, mtime) => {
  expect(modifiedMeta(modified)).toEqual({ mtime });
});

it('reads back what it wrote, to the millisecond', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e13 }), (milliseconds) => {
      const meta = modifiedMeta(String(BigInt(milliseconds) * 1_000_000n));
      expect(modifiedFrom(meta)).toBe(milliseconds === 0 ? 0 : milliseconds);
    }),
  );
});

it.each(['', 'yesterday', '1.', '1e9', '1 ', '9'.repeat(13), '2026-01-01T00:00:00Z'])(
  'takes %j for no time',
  (mtime) => {
    expect(modifiedFrom({ mtime })).toBeUndefined();
    expect(modifiedFrom({})).toBeUndefined();
  },
);
