import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Length } from '../../../shared/text/utf8-length.ts';

describe('utf8Length', () => {
  it('counts as an encoder does, also broken text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (one, other) => {
        const text = one + other + one.slice(-1);
        expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
      }),
    );
    for (const text of ['\ud800', '\udc00\ud800', '\ud83d\ude00\ud83d', '\ud83dx']) {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }
  });
});
