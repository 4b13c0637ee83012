import { describe, expect, it } from 'vitest';
import { decideRange, parseCopyRange } from '../../../../sandbox/rules/objects/byte-range.ts';

describe('decideRange', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }, { start: 0, end: 0 }],
    ['bytes=2-', { start: 2, end: 9 }, { start: 2, end: 9 }],
    ['bytes=-3', { start: 7, end: 9 }, { start: 7, end: 9 }],
    ['bytes=-10', { start: 0, end: 9 }, { start: 0, end: 9 }],
    ['bytes=1-2,5-6', { start: 1, end: 2 }, { start: 1, end: 2 }],
    ['bytes=5-99', 'whole', { start: 5, end: 9 }],
    ['bytes=10-', 'whole', 'unsatisfiable'],
    ['bytes=-11', 'whole', { start: 0, end: 9 }],
    ['bytes=-0', 'whole', 'unsatisfiable'],
    ['bytes=3-2', 'whole', 'whole'],
    ['bytes=-', 'whole', 'whole'],
    ['bytes', 'whole', 'whole'],
    ['octets=0-1', 'whole', 'whole'],
    [undefined, 'whole', 'whole'],
  ])('%s of ten bytes', (header, byDefault, byStandard) => {
    expect(decideRange(header, 10, false)).toEqual(byDefault);
    expect(decideRange(header, 10, true)).toEqual(byStandard);
  });

  it('serves an empty object whole', () => {
    expect(decideRange('bytes=0-0', 0, false)).toBe('whole');
    expect(decideRange('bytes=-1', 0, true)).toBe('unsatisfiable');
  });
});

describe('parseCopyRange', () => {
  it('takes one range inside the source', () => {
    expect(parseCopyRange('bytes=0-9', 10)).toEqual({ start: 0, end: 9 });
    for (const header of ['bytes=0-10', 'bytes=5-', 'bytes=-5', 'bytes=3-2', '0-9']) {
      expect(parseCopyRange(header, 10)).toBeUndefined();
    }
  });
});
