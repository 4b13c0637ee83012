import { assertNever } from '../../../shared/assert-never.ts';
import { type ErrorRecord, TransferError } from '../../../shared/errors.ts';
import type { SourceIdentity, SourcePath, TransferSource } from '../../../shared/transfer.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import { objectKeyError, objectKeyFor } from './object-key.ts';
import type { ScanEntry } from '../ports/source-files.ts';
import type { Lane, NewTransfer } from '../ports/transfer-store.ts';

/**
 * Converts an entry of a scan into a row of the queue.
 *
 * @param key of its object; by default the prefix and its relative path
 */
export function transferFromEntry(
  entry: ScanEntry,
  prefix: string,
  multipartThreshold: number,
  key = objectKeyFor(prefix, entry.relativePath),
): NewTransfer {
  const file: TransferSource = { kind: 'file', path: entry.path };
  switch (entry.kind) {
    case 'file':
      return contentTransfer(file, key, entry.relativePath, entry.identity, multipartThreshold);
    case 'empty-folder': {
      const source: TransferSource = { kind: 'folder-marker', path: entry.path };
      const marker = key.endsWith('/') ? key : `${key}/`;
      return withoutContent(source, marker, entry.relativePath, stateFor(objectKeyError(marker)));
    }
    case 'skipped':
      return withoutContent(file, key, entry.relativePath, {
        name: 'skipped',
        reason: entry.reason,
      });
    case 'refused':
      return withoutContent(file, key, entry.relativePath, stateFor(entry.error));
    default:
      return assertNever(entry, 'scan entry');
  }
}

/**
 * Converts a file or a blob into a row of the queue. A name or size that OSS would refuse fails
 * here.
 */
export function contentTransfer(
  source: TransferSource,
  key: string,
  relativePath: string,
  identity: SourceIdentity,
  multipartThreshold: number,
): NewTransfer {
  const { size } = identity;
  return {
    key,
    source,
    relativePath,
    size,
    lane: laneFor(size, multipartThreshold),
    identity,
    state: stateFor(objectKeyError(key) ?? sizeError(size)),
  };
}

/** A row for a file of the batch that is made again, which is no longer there. */
export function transferOfGone(path: SourcePath, key: string, relativePath: string): NewTransfer {
  const source: TransferSource = { kind: 'file', path };
  return withoutContent(source, key, relativePath, { name: 'skipped', reason: 'gone' });
}

function withoutContent(
  source: TransferSource,
  key: string,
  relativePath: string,
  state: NewTransfer['state'],
): NewTransfer {
  return { key, source, relativePath, size: 0, lane: 'small', state };
}

function stateFor(error: ErrorRecord | undefined): NewTransfer['state'] {
  return error === undefined ? { name: 'queued' } : { name: 'failed', error };
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

/** The range of one part, [start, end) in bytes; numbers begin with 1. */
export interface PartRange {
  readonly number: number;
  readonly start: number;
  readonly end: number;
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
