/*
 * CRC-64/XZ in AssemblyScript: polynomial 0x42F0E1EBA9EA3693, reflected, as OSS calculates it.
 * Compiled by scripts/build-crc64.ts; not part of the TypeScript build.
 *
 * Long inputs are folded before the table lookup. A multiple of the polynomial with few terms,
 *
 *   Z(x) = (x^2414 + x^1944 + x^589 + x^371 + x^353 + x^245 + x^164 + 1)^8,
 *
 * may be added to a message at any position without changing its remainder. Squaring in GF(2) only
 * doubles exponents, so the eighth power lies on whole bytes. Adding Z cancels one byte and
 * changes seven bytes 470 to 2414 positions further on. Each step cancels sixteen bytes, because
 * no term reaches into them. The remaining 2414 bytes go through ordinary tables. The idea is
 * Chorba, arXiv:2412.16398.
 *
 * Memory: the tables, then the scratch area, then (from `firstFree`) the buffers of the caller.
 */

/** How many bytes ahead a cancelled byte has an effect: the degree of Z divided by eight. */
const reach: usize = 2414;

/** `reach` rounded up to whole vectors of sixteen bytes. */
const reachInVectors: usize = 2416;

/** Bytes folded before the history moves to the front; small enough for the first-level cache. */
const blockSize: usize = 16384;

/** Eight tables of 256 remainders. */
const tables: usize = 0;
const tableSize: usize = 2048;

/** `reach` bytes of history, followed by the block that is being folded. */
const scratch: usize = 8 * tableSize;

/** Buffer for the folded rest: behind the history and the zeros that stand for a block. */
const rest: usize = scratch + 2 * reachInVectors;

/** First byte that belongs to the caller. */
export const firstFree: usize = 65536;

/** Fills the tables. Called once. */
export function initialize(): void {
  for (let byte: usize = 0; byte < 256; byte++) {
    let remainder: u64 = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = (remainder >> 1) ^ (0xc96c5795d7870f42 & (0 - (remainder & 1)));
    }
    store<u64>(tables + (byte << 3), remainder);
  }
  for (let entry: usize = tables; entry < tables + 7 * tableSize; entry += 8) {
    const remainder = load<u64>(entry);
    const next = load<u64>(tables + (((<usize>remainder) & 0xff) << 3));
    store<u64>(entry + tableSize, next ^ (remainder >> 8));
  }
}

/** The state after `length` more bytes. The caller inverts the state at both ends. */
export function update(state: u64, from: usize, length: usize): u64 {
  if (length < 2 * reach) return lookUp(state, from, length);
  const end = from + length;
  const middle = from + ((length - reachInVectors) & ~15);
  foldUpTo(state, from, middle);
  // No byte after `middle` is cancelled: zeros replace its history.
  memory.fill(scratch + reach, 0, reachInVectors);
  addHistory(middle, scratch, rest, reachInVectors);
  return lookUp(lookUp(0, rest, reach), middle + reach, end - middle - reach);
}

/** Leaves in the history the values that bytes up to `end` add to later bytes. */
function foldUpTo(state: u64, from: usize, end: usize): void {
  // The oldest eight bytes of history affect only the first eight bytes of the message.
  memory.fill(scratch, 0, reach);
  store<u64>(scratch, state);
  while (from < end) {
    const size = min(blockSize, end - from);
    addHistory(from, scratch, scratch + reach, size);
    memory.copy(scratch, scratch + size, reach);
    from += size;
  }
}

/** Writes the bytes at `from` with the contributions of all earlier bytes added. */
function addHistory(from: usize, history: usize, to: usize, length: usize): void {
  const end = history + length;
  while (history < end) {
    let sum = v128.xor(v128.load(from), v128.load(history));
    sum = v128.xor(sum, v128.load(history, 164));
    sum = v128.xor(sum, v128.load(history, 245));
    sum = v128.xor(sum, v128.load(history, 353));
    sum = v128.xor(sum, v128.load(history, 371));
    sum = v128.xor(sum, v128.load(history, 589));
    sum = v128.xor(sum, v128.load(history, 1944));
    v128.store(to, sum);
    from += 16;
    history += 16;
    to += 16;
  }
}

/** Slicing by eight: one lookup a byte, eight of them independent. */
function lookUp(state: u64, from: usize, length: usize): u64 {
  const end = from + length;
  for (; from + 8 <= end; from += 8) {
    const word = state ^ load<u64>(from);
    state =
      entry(7, word) ^
      entry(6, word >> 8) ^
      entry(5, word >> 16) ^
      entry(4, word >> 24) ^
      entry(3, word >> 32) ^
      entry(2, word >> 40) ^
      entry(1, word >> 48) ^
      entry(0, word >> 56);
  }
  for (; from < end; from++) state = entry(0, state ^ load<u8>(from)) ^ (state >> 8);
  return state;
}

function entry(table: usize, word: u64): u64 {
  return load<u64>(tables + table * tableSize + (((<usize>word) & 0xff) << 3));
}
