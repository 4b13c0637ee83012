const polynomial = 0xc96c5795d7870f42n;

/** A linear map over GF(2) as its 64 columns. */
type Operator = readonly bigint[];

const operators = new Map<number, Operator>();
const rememberedOperators = 64;

/**
 * CRC-64/XZ of two concatenated byte strings, from the CRC of each and the length of the second.
 * This gives the CRC of a multipart object without reading the object again.
 *
 * Source: zlib's `crc32_combine`. The operator "append that many zero bytes" is cached per length,
 * because nearly all parts of an upload have the same length.
 */
export function combineServerCrc64(left: bigint, right: bigint, rightLength: number): bigint {
  if (rightLength === 0) return left;
  return apply(appendZeros(rightLength), left) ^ right;
}

function appendZeros(length: number): Operator {
  const known = operators.get(length);
  if (known !== undefined) return known;
  let power = square(square(square(appendZeroBit())));
  let operator: Operator | undefined;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) operator = operator === undefined ? power : multiply(power, operator);
    power = square(power);
  }
  const result = operator ?? power;
  if (operators.size >= rememberedOperators) operators.clear();
  operators.set(length, result);
  return result;
}

function appendZeroBit(): Operator {
  return Array.from({ length: 64 }, (_, bit) => (bit === 0 ? polynomial : 1n << BigInt(bit - 1)));
}

function square(operator: Operator): Operator {
  return multiply(operator, operator);
}

function multiply(left: Operator, right: Operator): Operator {
  return right.map((column) => apply(left, column));
}

function apply(operator: Operator, vector: bigint): bigint {
  let sum = 0n;
  let rest = vector;
  for (let bit = 0; rest !== 0n; bit += 1, rest >>= 1n) {
    if (rest & 1n) sum ^= operator[bit] ?? 0n;
  }
  return sum;
}
