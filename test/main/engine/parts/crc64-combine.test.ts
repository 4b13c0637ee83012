import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineCrc64, crc64OfNothing } from '../../../../main/engine/parts/crc64-combine.ts';

const allOnes = 0xffff_ffff_ffff_ffffn;

/** CRC-64/XZ, bit by bit, as the catalogue of CRCs describes it. */
function crc64(bytes: Uint8Array): bigint {
  let crc = allOnes;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 1n) === 1n ? (crc >> 1n) ^ 0xc96c5795d7870f42n : crc >> 1n;
    }
  }
  return crc ^ allOnes;
}

function block(bytes: Uint8Array): { size: number; crc64: string } {
  return { size: bytes.length, crc64: crc64(bytes).toString() };
}

describe('combineCrc64', () => {
  it('gives the check value of the catalogue, however its text is cut', () => {
    const text = new TextEncoder().encode('123456789');
    const cuts = Array.from({ length: 10 }, (_, cut) => [text.slice(0, cut), text.slice(cut)]);
    const combined = cuts.map((pieces) => combineCrc64(pieces.map(block)));
    expect(new Set(combined)).toEqual(new Set([0x995dc9bbdf1939fan.toString()]));
  });

  it('joins any blocks, empty ones among them, as if they had been one', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (pieces) => {
        const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
        expect(combineCrc64(pieces.map(block))).toBe(crc64(whole).toString());
      }),
    );
  });

  it('still joins rightly after more sizes than it keeps matrices for', () => {
    const pieces = Array.from({ length: 70 }, (_, size) => new Uint8Array(size + 1).fill(size));
    const whole = Uint8Array.from(pieces.flatMap((piece) => [...piece]));
    expect(combineCrc64(pieces.map(block))).toBe(crc64(whole).toString());
  });

  it('does not lose precision with sizes beyond 2^32', () => {
    const first = { size: 1, crc64: crc64(Uint8Array.of(1)).toString() };
    const half = { size: 3 * 2 ** 32, crc64: '1' };
    const inTwo = combineCrc64([
      { size: first.size, crc64: first.crc64 },
      { size: 2 ** 32, crc64: '0' },
      { size: 2 ** 33, crc64: '1' },
    ]);
    expect(combineCrc64([first, half])).toBe(inTwo);
  });

  it('says of nothing what the CRC of no bytes is', () => {
    expect([combineCrc64([]), crc64OfNothing, crc64(new Uint8Array()).toString()]).toEqual([
      '0',
      '0',
      '0',
    ]);
  });
});
