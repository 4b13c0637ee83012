import { type ErrorRecord, TransferError } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type { Lane } from '../ports/transfer-store.ts';

/** The range of one part, [start, end) in bytes; numbers begin with 1. */
export interface PartRange {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** The lane for a file of `size` bytes. */
export function laneFor(size: number, multipartThreshold: number): Lane {
  return size <= Math.min(multipartThreshold, ossLimits.maxPutSize) ? 'small' : 'large';
}

/** The reason why a file of this size cannot be an object; `undefined` when it can. */
export function sizeError(size: number): ErrorRecord | undefined {
  if (size <= ossLimits.maxObjectSize) return undefined;
  return { code: 'size-refused', detail: `${size} bytes are more than an OSS object can hold.` };
}

/**
 * The part size for a new upload; its checkpoint then keeps it. It is the wanted size, grown in
 * steps of 1 MiB so that no file needs more than 10,000 parts.
 *
 * @throws TransferError `size-refused`
 */
export function partSizeFor(size: number, wanted: number): number {
  const error = sizeError(size);
  if (error !== undefined) throw new TransferError(error);
  const step = 1024 * 1024;
  const needed = Math.ceil(size / ossLimits.maxPartCount);
  const grown = needed <= wanted ? wanted : Math.ceil(needed / step) * step;
  return Math.min(Math.max(grown, ossLimits.minPartSize), ossLimits.maxPartSize);
}

export function partCount(size: number, partSize: number): number {
  return Math.max(1, Math.ceil(size / partSize));
}

export function partRange(size: number, partSize: number, number: number): PartRange {
  const start = (number - 1) * partSize;
  return { number, start, end: Math.min(size, start + partSize) };
}

/** Yields the parts that are not in `done`, in order and lazily: no list of 10,000 is built. */
export function* missingParts(
  size: number,
  partSize: number,
  done: ReadonlySet<number>,
): Generator<PartRange> {
  const count = partCount(size, partSize);
  for (let number = 1; number <= count; number += 1) {
    if (!done.has(number)) yield partRange(size, partSize, number);
  }
}
