import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cutMiddle, padTo, textWidth } from '../../../../main/cli/report/text-width.ts';

describe('textWidth', () => {
  it('counts two columns for wide characters and one for the others', () => {
    expect(textWidth('abc')).toBe(3);
    expect(textWidth('照片')).toBe(4);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('👩‍👩‍👧')).toBe(2);
  });
});

describe('cutMiddle', () => {
  it('keeps what fits', () => {
    expect(cutMiddle('a/b.txt', 7)).toBe('a/b.txt');
  });

  it('keeps where a path begins and what the file is called', () => {
    expect(cutMiddle('node_modules/commander/lib/command.js', 20)).toBe('node_m…ib/command.js');
  });

  it('never exceeds the columns it was given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(40), (text, columns) => {
        expect(textWidth(cutMiddle(text, columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('padTo', () => {
  it('fills up to a width by columns, not by characters', () => {
    expect(padTo('照', 4)).toBe('照  ');
    expect(padTo('long', 2)).toBe('long');
  });
});
