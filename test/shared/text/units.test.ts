import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatDuration,
  formatElapsed,
  formatPartSize,
  formatSize,
  parseSize,
  parseSpeed,
} from '../../../shared/text/units.ts';

describe('formatElapsed', () => {
  it.each([
    [0, '0 s'],
    [59.6, '1 min'],
    [89, '1 min 29 s'],
    [120, '2 min'],
    [3599, '59 min 59 s'],
    [3600, '1 h'],
    [5399, '1 h 29 min'],
  ])('row 76: shows that %d seconds took %s', (seconds, text) => {
    expect(formatElapsed(seconds)).toBe(text);
  });
});

describe('parseSize', () => {
  it.each([
    ['4096', 4096],
    ['0', 0],
    ['8MiB', 8 * 1024 ** 2],
    ['8M', 8 * 1024 ** 2],
    ['100k', 102_400],
    ['1.5 GB', 1_500_000_000],
    [' 2 tib ', 2 * 1024 ** 4],
    ['10 kb', 10_000],
    ['0.5B', 1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('reads %j as %d', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  it.each([
    '',
    'MB',
    '-1',
    '+1',
    '1e3',
    '0x10',
    '1,5 MB',
    '.5M',
    '5.',
    '1 MBit',
    '10000TB',
    '1 M B',
  ])('takes %j for no size', (text) => {
    expect(parseSize(text)).toBeUndefined();
  });
});

it('parseSpeed takes a size a second', () => {
  expect(['10MB/s', '10 MB /S ', '512k', '10MB/min'].map(parseSpeed)).toEqual([
    10_000_000,
    10_000_000,
    524_288,
    undefined,
  ]);
});

describe('formatSize', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [9994, '9.99 kB'],
    [9995, '10.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [1_860_000_000, '1.86 GB'],
    [48.8e12, '48.8 TB'],
    [5e18, '5000 PB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text);
  });

  it('writes what parseSize reads as nearly the same size', () => {
    fc.assert(
      fc.property(fc.nat(999_000), fc.integer({ min: 0, max: 9 }), (number, zeros) => {
        const bytes = number * 10 ** zeros;
        const read = parseSize(formatSize(bytes)) ?? Number.NaN;
        expect(Math.abs(read - bytes)).toBeLessThanOrEqual(bytes * 0.005);
      }),
    );
  });
});

it.each([
  [100, '100 B'],
  [1024, '1 KiB'],
  [100 * 1024, '100 KiB'],
  [8 * 1024 ** 2, '8 MiB'],
  [1.5 * 1024 ** 2, '1.5 MiB'],
  [5 * 1024 ** 3, '5 GiB'],
])('formatPartSize writes %d as %s', (bytes, text) => {
  expect(formatPartSize(bytes)).toBe(text);
});

it.each([
  [-3, '0 s'],
  [0.4, '0 s'],
  [59.4, '59 s'],
  [59.5, '1 min'],
  [89, '1 min'],
  [90, '2 min'],
  [3569, '59 min'],
  [3570, '1 h'],
  [4320, '1 h 12 min'],
  [86_400, '24 h'],
])('formatDuration writes %d as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
