import type { Crc64 } from '../../../shared/transfer.ts';

/*
 * Computes the CRC-64/XZ of two joined blocks from the CRCs of the blocks, as zlib's crc32_combine
 * does. Appending n zero bytes is a linear map over GF(2). Its matrix is kept and used again for
 * all parts of one size. 10,000 parts take milliseconds.
 *
 * https://reveng.sourceforge.io/crc-catalogue/17plus.htm#crc.cat.crc-64-xz
 */
const polynomial = 0xc96c5795d7870f42n;

/** Column i is the image of bit i. */
type Matrix = readonly bigint[];

function apply(matrix: Matrix, vector: bigint): bigint {
  let sum = 0n;
  for (let rest = vector, column = 0; rest !== 0n; rest >>= 1n, column += 1) {
    if ((rest & 1n) === 1n) sum ^= matrix[column] ?? 0n;
  }
  return sum;
}

function square(matrix: Matrix): Matrix {
  return matrix.map((column) => apply(matrix, column));
}

/** One zero bit: shift right, and apply the polynomial where a 1 bit falls out (reflected form). */
const oneZeroBit: Matrix = Array.from({ length: 64 }, (_, bit) =>
  bit === 0 ? polynomial : 1n << BigInt(bit - 1),
);

function zeroBytesMatrix(byteCount: number): Matrix {
  let power = square(square(square(oneZeroBit)));
  let result: Matrix | undefined;
  for (let rest = BigInt(byteCount); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) {
      const factor = power;
      result = result === undefined ? factor : result.map((column) => apply(factor, column));
    }
    if (rest > 1n) power = square(power);
  }
  return result ?? Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit));
}

/** Cache: nearly all parts have one of a few sizes, and making a matrix takes milliseconds. */
const matrices = new Map<number, Matrix>();
const mostMatrices = 64;

function matrixFor(byteCount: number): Matrix {
  const known = matrices.get(byteCount);
  if (known !== undefined) return known;
  if (matrices.size >= mostMatrices) matrices.clear();
  const matrix = zeroBytesMatrix(byteCount);
  matrices.set(byteCount, matrix);
  return matrix;
}

/** CRC-64 of no bytes at all. */
export const crc64OfNothing: Crc64 = '0';

/**
 * The CRC-64 of blocks joined in the given order.
 *
 * @param blocks sizes in bytes, and CRCs as decimal text
 */
export function combineCrc64(
  blocks: Iterable<{ readonly size: number; readonly crc64: Crc64 }>,
): Crc64 {
  let combined = 0n;
  for (const block of blocks) {
    // The first block needs no shift, so it costs no matrix.
    const moved = combined === 0n ? 0n : apply(matrixFor(block.size), combined);
    combined = moved ^ BigInt(block.crc64);
  }
  return combined.toString();
}
