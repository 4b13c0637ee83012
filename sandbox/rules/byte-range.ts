/** Bytes `start` to `end`, both included. */
export interface InclusiveRange {
  readonly start: number;
  readonly end: number;
}

/** `whole`: serve everything with 200. `unsatisfiable`: answer 416. */
export type RangeDecision = InclusiveRange | 'whole' | 'unsatisfiable';

/**
 * Decides what a `Range` header means for an object of `size` bytes.
 *
 * OSS's own default serves the whole object for a range that is malformed or reaches outside it;
 * with `x-oss-range-behavior: standard` it follows RFC 9110: the end is clipped, and a start behind
 * the end of the object is 416.
 */
export function decideRange(
  header: string | undefined,
  size: number,
  standard: boolean,
): RangeDecision {
  // Of several ranges OSS serves the first.
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

/** Reads `x-oss-copy-source-range`, or undefined when it is no single byte range inside `size`. */
export function parseCopyRange(header: string, size: number): InclusiveRange | undefined {
  const match = /^bytes=(\d+)-(\d+)$/.exec(header.trim());
  if (match === null) return undefined;
  const start = Number(match[1]);
  const end = Number(match[2]);
  return start <= end && end < size ? { start, end } : undefined;
}
