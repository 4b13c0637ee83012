import { combineServerCrc64 } from '../../../sandbox/rules/crc64-combine.ts';
import { mix } from './seeded-random.ts';

/*
 * Content without bytes. A file is a row of granules of 4 KiB, and what a granule holds is known by
 * a number only: its CRC-64 is made from that number. For any 64 bits there is a granule that has
 * them as its CRC-64, so nothing that adds up CRCs shows the difference, and a file of megabytes
 * costs nothing.
 */

export const granuleSize = 4096;

/** Appending 4 KiB maps a CRC to another by eight table look-ups, one for each of its bytes. */
const tables = Array.from({ length: 8 }, (_, byte) =>
  Array.from({ length: 256 }, (_value, value) =>
    combineServerCrc64(BigInt(value) << BigInt(8 * byte), 0n, granuleSize),
  ),
);
const high = tables.map((table) => Uint32Array.from(table, (crc) => Number(crc >> 32n)));
const low = tables.map((table) => Uint32Array.from(table, (crc) => Number(crc & 0xffffffffn)));

/** CRC-64 of `length` bytes of the granule that `seed` stands for. */
function granuleCrc(seed: number, length: number): readonly [high: number, low: number] {
  const salted = mix(seed ^ Math.imul(length, 0x9e3779b1));
  return [mix(salted ^ 0x5bd1e995) >>> 0, mix(salted ^ 0x1b873593) >>> 0];
}

/** CRC-64 of the bytes [start, end) of a file; `start` stands at the beginning of a granule. */
export function rangeCrc64(
  seedOf: (granule: number) => number,
  start: number,
  end: number,
): bigint {
  if (start % granuleSize !== 0) throw new Error(`No granule begins at ${start}`);
  let upper = 0;
  let lower = 0;
  const whole = Math.floor(end / granuleSize);
  for (let index = start / granuleSize; index < whole; index += 1) {
    const [granuleUpper, granuleLower] = granuleCrc(seedOf(index), granuleSize);
    let nextUpper = granuleUpper;
    let nextLower = granuleLower;
    for (let byte = 0; byte < 8; byte += 1) {
      const word = byte < 4 ? lower : upper;
      const value = (word >>> (8 * (byte % 4))) & 255;
      nextUpper ^= high[byte]?.[value] ?? 0;
      nextLower ^= low[byte]?.[value] ?? 0;
    }
    upper = nextUpper >>> 0;
    lower = nextLower >>> 0;
  }
  const crc = (BigInt(upper) << 32n) | BigInt(lower);
  const rest = end - Math.max(start, whole * granuleSize);
  if (rest <= 0) return crc;
  const [restUpper, restLower] = granuleCrc(seedOf(whole), rest);
  return combineServerCrc64(crc, (BigInt(restUpper) << 32n) | BigInt(restLower), rest);
}
