import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSummedMemory,
  emptyCrc64,
  formatCrc64,
} from '../../../../main/transfer/workers/crc64.ts';
import { compileCrc64, moduleText } from '../../../../scripts/build-crc64.ts';

const size = 200_000;
const memory = createSummedMemory(size);

/** Long division, one bit at a time: slow and plainly right. */
function divide(bytes: Uint8Array): bigint {
  let remainder = 0xffff_ffff_ffff_ffffn;
  for (const byte of bytes) {
    remainder ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) {
      remainder = (remainder >> 1n) ^ (remainder & 1n ? 0xc96c_5795_d787_0f42n : 0n);
    }
  }
  return remainder ^ 0xffff_ffff_ffff_ffffn;
}

/** Bytes without a pattern that a mistake could hide in. */
function scatter(bytes: Uint8Array, seed: number): void {
  let state = seed | 1;
  for (let index = 0; index < bytes.length; index += 1) {
    state = Math.imul(state, 1_664_525) + 1_013_904_223;
    bytes[index] = state >>> 24;
  }
}

describe('CRC-64/XZ', () => {
  it('gives the check value of the catalogue of CRC algorithms', () => {
    memory.bytes.write('123456789', 100);
    expect(memory.sum(emptyCrc64, 100, 109) & 0xffff_ffff_ffff_ffffn).toBe(0x995dc9bbdf1939fan);
    expect(formatCrc64(memory.sum(emptyCrc64, 100, 109))).toBe('11051210869376104954');
  });

  it('gives zero for no bytes', () => {
    expect(formatCrc64(emptyCrc64)).toBe('0');
    expect(formatCrc64(memory.sum(emptyCrc64, 7, 7))).toBe('0');
  });

  it('agrees with long division at every length around the folding threshold', () => {
    const lengths = [1, 7, 8, 9, 63, 2413, 2414, 2415, 4827, 4828, 4829, 4844, 21_212, 21_213];
    for (const length of lengths) {
      for (const start of [0, 1, 13]) {
        const bytes = memory.bytes.subarray(start, start + length);
        scatter(bytes, length);
        const sum = formatCrc64(memory.sum(emptyCrc64, start, start + length));
        expect(sum, `${length} bytes from ${start}`).toBe(divide(bytes).toString());
      }
    }
  });

  it('agrees with long division up to the last byte of its memory', () => {
    scatter(memory.bytes, 5);
    const sum = formatCrc64(memory.sum(emptyCrc64, 0, size));
    expect(sum).toBe(divide(memory.bytes).toString());
  });

  it('gives the same sum however the bytes are cut', () => {
    scatter(memory.bytes, 11);
    const whole = formatCrc64(memory.sum(emptyCrc64, 0, size));
    fc.assert(
      fc.property(fc.array(fc.nat(size), { maxLength: 6 }), (cuts) => {
        const borders = [0, ...cuts.toSorted((a, b) => a - b), size];
        let crc = emptyCrc64;
        for (const [index, end] of borders.entries())
          crc = memory.sum(crc, borders[index - 1] ?? 0, end);
        expect(formatCrc64(crc)).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });

  it('notices every single flipped bit', () => {
    const length = 30_000;
    scatter(memory.bytes, 3);
    const sums = new Set([formatCrc64(memory.sum(emptyCrc64, 0, length))]);
    const places = Array.from({ length: 100 }, (_, index) => (index * 7919) % (length * 8));
    for (const place of places) {
      const byte = memory.bytes[place >> 3] ?? 0;
      memory.bytes[place >> 3] = byte ^ (1 << (place & 7));
      sums.add(formatCrc64(memory.sum(emptyCrc64, 0, length)));
      memory.bytes[place >> 3] = byte;
    }
    expect(sums.size).toBe(places.length + 1);
  });

  it('is compiled from the source in the repository', async () => {
    const committed = new URL('../../../../main/transfer/workers/crc64-module.ts', import.meta.url);
    expect(await readFile(committed, 'utf8')).toBe(moduleText(await compileCrc64()));
  });
});
