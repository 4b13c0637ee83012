import { createHash, hash } from 'node:crypto';
import { emptyCrc64, formatCrc64 } from './crc64.ts';
import type { SlotPool } from './slot-pool.ts';
import type { SumKind } from './messages.ts';
import type { FileRange } from '../transport.ts';
import { read, readSync } from 'node:fs';
import { codeOf, failure, FailureError, oneLine } from '../connection/classify-failure.ts';

/** A checksum, and whether the worker keeps the bytes. */
interface RangeSummed {
  readonly value: string;
  readonly kept: boolean;
}

/** Fills a buffer as `readFully` does. */
export type ReadBytes = (
  descriptor: number,
  buffer: Buffer,
  position: number,
) => Promise<void> | undefined;

/** Reads a range once and calculates its checksum: CRC-64 in decimal, or MD5 in base64. */
export class RangeSum {
  readonly #slots: SlotPool;
  readonly #read: ReadBytes;
  #stopped = false;

  constructor(slots: SlotPool, read: ReadBytes = readFully) {
    this.#slots = slots;
    this.#read = read;
  }

  stop(): void {
    this.#stopped = true;
    this.#slots.dismissWaiters();
  }

  /**
   * Resolves with `undefined` when stopped, and only after the last read. The worker keeps the
   * bytes of an MD5 under `id` if they fit into one slot.
   *
   * @throws FailureError `short-read` or `read-failed`
   */
  async run(id: number, kind: SumKind, range: FileRange): Promise<RangeSummed | undefined> {
    const { descriptor, start, end } = range;
    const slot = await this.#slots.take(() => this.#stopped);
    if (slot === undefined) return undefined;
    let kept = false;
    try {
      if (kind === 'md5' && end - start <= slot.bytes.length) {
        const bytes = slot.bytes.subarray(0, end - start);
        if (bytes.length > 0) await this.#read(descriptor, bytes, start);
        if (this.#stopped) return undefined;
        // One call costs less than a hash object.
        const value = hash('md5', bytes, 'base64');
        kept = true;
        this.#slots.keep(id, slot);
        return { value, kept };
      }
      const md5 = kind === 'md5' ? createHash('md5') : undefined;
      let crc = emptyCrc64;
      for (let position = start; position < end && !this.#stopped;) {
        const bytes = slot.bytes.subarray(0, Math.min(slot.bytes.length, end - position));
        await this.#read(descriptor, bytes, position);
        position += bytes.length;
        if (md5 === undefined)
          crc = this.#slots.memory.sum(crc, slot.start, slot.start + bytes.length);
        else md5.update(bytes);
      }
      if (this.#stopped) return undefined;
      return { value: md5?.digest('base64') ?? formatCrc64(crc), kept };
    } finally {
      if (!kept) this.#slots.give(slot);
    }
  }
}

/**
 * Fills `buffer` with the bytes of a file, starting at `position`.
 *
 * @throws FailureError `short-read` when the file ends before, `read-failed` when it cannot be
 *   read.
 */
export function readFully(descriptor: number, buffer: Buffer, position: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let filled = 0;
    const readOn = (): void => {
      read(descriptor, buffer, filled, buffer.length - filled, position + filled, onRead);
    };
    const onRead = (error: Error | null, bytes: number): void => {
      if (error !== null) reject(readFailed(error));
      else if (bytes === 0) reject(shortRead(position + filled));
      else {
        filled += bytes;
        if (filled === buffer.length) resolve();
        else readOn();
      }
    };
    readOn();
  });
}

/** As `readFully`, in this thread. */
export function readFullySync(descriptor: number, buffer: Buffer, position: number): void {
  for (let filled = 0; filled < buffer.length;) {
    const bytes = readOnce(descriptor, buffer.subarray(filled), position + filled);
    if (bytes === 0) throw shortRead(position + filled);
    filled += bytes;
  }
}

function readOnce(descriptor: number, buffer: Buffer, position: number): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, position);
  } catch (error) {
    throw readFailed(error);
  }
}

function readFailed(error: unknown): FailureError {
  return new FailureError(failure('read-failed', oneLine(error), codeOf(error)));
}

function shortRead(end: number): FailureError {
  const detail = `The file ends at ${end}, before the end of the range`;
  return new FailureError(failure('short-read', detail));
}
