import { createHash } from 'node:crypto';
import { emptyCrc64, formatCrc64 } from './crc64.ts';
import type { SumKind } from './messages.ts';
import { readFully } from './read-range.ts';
import type { SlotPool } from './slot-pool.ts';
import type { FileRange } from './transport.ts';

/** Reads a range once and sums it: CRC-64 in decimal, or MD5 in base64. */
export class RangeSum {
  readonly #slots: SlotPool;
  #stopped = false;

  constructor(slots: SlotPool) {
    this.#slots = slots;
  }

  stop(): void {
    this.#stopped = true;
    this.#slots.dismissWaiters();
  }

  /**
   * Resolves with `undefined` when it was stopped, then too only after the last read.
   *
   * @throws FailureError `short-read` or `read-failed`
   */
  async run(kind: SumKind, { descriptor, start, end }: FileRange): Promise<string | undefined> {
    const slot = await this.#slots.take(() => this.#stopped);
    if (slot === undefined) return undefined;
    try {
      const md5 = kind === 'md5' ? createHash('md5') : undefined;
      let crc = emptyCrc64;
      for (let position = start; position < end && !this.#stopped;) {
        const bytes = slot.bytes.subarray(0, Math.min(slot.bytes.length, end - position));
        await readFully(descriptor, bytes, position);
        position += bytes.length;
        if (md5 === undefined)
          crc = this.#slots.memory.sum(crc, slot.start, slot.start + bytes.length);
        else md5.update(bytes);
      }
      return this.#stopped ? undefined : (md5?.digest('base64') ?? formatCrc64(crc));
    } finally {
      this.#slots.give(slot);
    }
  }
}
