import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineServerCrc64 } from '../../../sandbox/rules/crc64-combine.ts';
import { Crc64Sum } from '../../../sandbox/rules/crc64.ts';

const polynomial = 0xc96c5795d7870f42n;

/** The definition, bit by bit. */
function slowCrc64(bytes: Uint8Array): bigint {
  let crc = 0xffffffffffffffffn;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
  }
  return crc ^ 0xffffffffffffffffn;
}

const bytes = fc.uint8Array({ maxLength: 200 });

describe('Crc64', () => {
  it('gives the check value of CRC-64/XZ', () => {
    expect(new Crc64Sum().update(Buffer.from('123456789')).digest()).toBe(0x995dc9bbdf1939fan);
    expect(new Crc64Sum().digest()).toBe(0n);
  });

  it('agrees with the definition, for bytes in any pieces', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (pieces) => {
        const crc = new Crc64Sum();
        for (const piece of pieces) crc.update(piece);
        expect(crc.digest()).toBe(slowCrc64(Buffer.concat(pieces)));
      }),
    );
  });

  it('takes pieces larger than its own memory', () => {
    const large = Buffer.alloc(1_000_003, 'large');
    const crc = new Crc64Sum();
    for (let at = 0; at < large.length; at += 999) crc.update(large.subarray(at, at + 999));
    expect(new Crc64Sum().update(large).digest()).toBe(crc.digest());
  });
});

describe('combineCrc64', () => {
  it('gives the CRC of both strings together', () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const whole = new Crc64Sum().update(left).update(right).digest();
        const [one, two] = [left, right].map((part) => new Crc64Sum().update(part).digest());
        expect(combineServerCrc64(one ?? 0n, two ?? 0n, right.length)).toBe(whole);
      }),
    );
  });

  it('knows lengths beyond 32 bits', () => {
    const left = new Crc64Sum().update(Buffer.from('left')).digest();
    const step = 2 ** 31;
    const inSteps = combineServerCrc64(combineServerCrc64(left, 0n, step), 0n, step);
    expect(combineServerCrc64(left, 0n, 2 * step)).toBe(inSteps);
  });
});
