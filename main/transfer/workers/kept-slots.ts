import type { Slot, SlotPool } from './slot-pool.ts';

/** More kept slots would leave too few for requests that send. */
const mostKept = 16;

/**
 * Slots that hold the bytes of a small file between its MD5 and its request. When there are too
 * many, the oldest returns to the pool, and its file is read again.
 */
export class KeptSlots {
  readonly #slots: SlotPool;
  readonly #kept = new Map<number, Slot>();

  constructor(slots: SlotPool) {
    this.#slots = slots;
  }

  keep(id: number, slot: Slot): void {
    this.#kept.set(id, slot);
    const [oldest] = this.#kept;
    if (this.#kept.size <= mostKept || oldest === undefined) return;
    this.#kept.delete(oldest[0]);
    this.#slots.give(oldest[1]);
  }

  /** The slot, which the caller must return; `undefined` when it is no longer kept. */
  take(id: number): Slot | undefined {
    const slot = this.#kept.get(id);
    this.#kept.delete(id);
    return slot;
  }
}
