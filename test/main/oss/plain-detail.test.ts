import { describe, expect, it } from 'vitest';
import { plainDetail } from '../../../main/oss/plain-detail.ts';

describe('plainDetail', () => {
  it.each([
    ['connect failed', 'connect failed'],
    ['two\r\nlines\tand \u001b[31mcolour', 'two lines and [31mcolour'],
    ['see https://b.example/k?Signature=abc now', 'see [address] now'],
    ['\u202eright to left\u2066', 'right to left'],
    ['the secret a+b', 'the secret [secret]'],
    ['', ''],
  ])('makes %j plain', (text, expected) => {
    expect(plainDetail(text, ['a+b', ''])).toBe(expected);
  });

  it('is never long', () => {
    expect(plainDetail('x'.repeat(10_000), [])).toHaveLength(300);
  });
});
