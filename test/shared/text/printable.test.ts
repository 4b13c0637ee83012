import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { printable, printableJson, printablePath } from '../../../shared/text/printable.ts';

const escape = '\u001b';

describe('printable', () => {
  it('leaves ordinary names of every script unchanged', () => {
    for (const name of ['report (2).csv', '照片/夏天.jpg', 'naïve.txt', '👩‍👩‍👧.png', 'می‌خواهم']) {
      expect(printable(name)).toBe(name);
    }
  });

  it('shows what would command the terminal', () => {
    expect(printable(`a${escape}[31mb\u0007\nc\td\r\u007f\u009b`)).toBe(
      String.raw`a\x1b[31mb\x07\nc\td\r\x7f\x9b`,
    );
  });

  it('shows what would turn or hide text', () => {
    expect(printable('invoice\u202egpj.exe')).toBe(String.raw`invoice\u{202e}gpj.exe`);
    expect(printable('a\u2066b\u2028c\u200ed\ud800')).toBe(
      String.raw`a\u{2066}b\u{2028}c\u{200e}d\u{d800}`,
    );
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(printable(text)),
      ),
    );
  });
});

describe('printablePath', () => {
  it('shows the bytes of a name that is no text', () => {
    expect(printablePath('\0x:2f612fff62')).toBe(String.raw`/a/\xffb`);
  });

  it('treats every other path as text', () => {
    expect(printablePath('/a/\u202eb')).toBe(String.raw`/a/\u{202e}b`);
  });
});

describe('printableJson', () => {
  it('keeps the value and harms no terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const line = printableJson({ text });
        expect(JSON.parse(line)).toEqual({ text });
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });
});
