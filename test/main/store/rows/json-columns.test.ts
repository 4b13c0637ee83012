import { describe, expect, it } from 'vitest';
import {
  formatIdentity,
  parseIdentity,
  requireColumn,
} from '../../../../main/store/rows/json-columns.ts';
import { identity } from '../sample-rows.ts';

describe('an identity', () => {
  it('comes back as it was', () => {
    const whole = identity({ size: 2 ** 53 - 1 });
    expect(parseIdentity(formatIdentity(whole))).toEqual(whole);
  });

  it('is the same text for any order of its fields', () => {
    const { device, ...others } = identity();
    expect(formatIdentity({ ...others, device })).toBe(formatIdentity(identity()));
  });

  it.each([null, '', 'null', '{}', '[]', '{"device":1}'])('is not read from %j', (text) => {
    expect(parseIdentity(text)).toBeUndefined();
  });

  it('is not read with a size that is no whole number', () => {
    const text = JSON.stringify({ ...identity(), size: 1.5 });
    expect(parseIdentity(text)).toBeUndefined();
  });
});

describe('requireColumn', () => {
  it.each(['', 'null', '"text"', '{'])('refuses %j', (text) => {
    expect(() => requireColumn(text, 'upload options')).toThrow(
      expect.objectContaining({ code: 'database-damaged' }),
    );
  });
});
