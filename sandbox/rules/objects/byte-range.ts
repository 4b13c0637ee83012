/** Bytes `start` to `end`, both included. */
export interface InclusiveRange {
  readonly start: number;
  readonly end: number;
}

/** `whole`: serve the whole object with 200. `unsatisfiable`: respond with 416. */
export type RangeDecision = InclusiveRange | 'whole' | 'unsatisfiable';

/**
 * Interprets a `Range` header for an object of `size` bytes.
 *
 * The default of OSS serves the whole object for a range that is malformed or reaches outside the
 * object. With `x-oss-range-behavior: standard` OSS follows RFC 9110: it clips the end, and a
 * start behind the end of the object gives 416.
 */
export function decideRange(
  header: string | undefined,
  size: number,
  standard: boolean,
): RangeDecision {
  // OSS serves only the first of several ranges.
  const match = /^bytes=(\d*)-(\d*)(?:,|$)/.exec(header?.trim() ?? '');
  if (match === null) return 'whole';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'whole';
  if (first === '') return suffixRange(Number(last), size, standard);
  const start = Number(first);
  const end = last === '' ? size - 1 : Number(last);
  if (last !== '' && end < start) return 'whole';
  if (start >= size) return standard ? 'unsatisfiable' : 'whole';
  if (end >= size) return standard ? { start, end: size - 1 } : 'whole';
  return { start, end };
}

function suffixRange(length: number, size: number, standard: boolean): RangeDecision {
  if (length === 0 || size === 0) return standard ? 'unsatisfiable' : 'whole';
  if (length > size) return standard ? { start: 0, end: size - 1 } : 'whole';
  return { start: size - length, end: size - 1 };
}

/** Reads `x-oss-copy-source-range`; undefined unless it is a single byte range inside `size`. */
export function parseCopyRange(header: string, size: number): InclusiveRange | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  if (match === null) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2]);
  return start <= end && end < size ? { start, end } : undefined;
}
