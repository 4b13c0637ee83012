import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeSourcePath,
  encodeSourcePath,
} from '../../../../main/transfer/source/source-location.ts';

describe('a path as text', () => {
  it('is the path itself when it is UTF-8', () => {
    expect(encodeSourcePath(Buffer.from('/home/猫/a\nb'))).toBe('/home/猫/a\nb');
    expect(decodeSourcePath('/home/猫/a\nb')).toBe('/home/猫/a\nb');
  });

  it('row 34: is marked and hexadecimal when it is not', () => {
    const bytes = Buffer.from('/tmp/caf\xe9', 'latin1');
    expect(encodeSourcePath(bytes)).toBe('\0x:2f746d702f636166e9');
    expect(decodeSourcePath('\0x:2f746d702f636166e9')).toEqual(bytes);
  });

  it('loses no byte and gives no two paths the same text', () => {
    const paths = fc.uint8Array({ min: 1, minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(paths, paths, (one, other) => {
        const text = encodeSourcePath(Buffer.from(one));
        expect(Buffer.from(decodeSourcePath(text))).toEqual(Buffer.from(one));
        const isSame = Buffer.compare(one, other) === 0;
        expect(text === encodeSourcePath(Buffer.from(other))).toBe(isSame);
      }),
    );
  });
});
