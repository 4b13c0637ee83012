import { createSummedMemory, type SummedMemory } from './crc64.ts';

/** Read, summed and written at a time: smaller pieces cost processor time, larger ones memory. */
export const slotSize = 512 * 1024;

/** Memory of all pools together, in bytes. What is never used is never touched. */
export const totalPoolSize = 64 * 1024 * 1024;

/** A piece of the pool's memory, lent to one request. */
export interface Slot {
  /** Offset in the summed memory. */
  readonly start: number;
  readonly bytes: Buffer;
}

/** Who waits for a slot; `isOver` says that nobody does any more. */
interface Waiter {
  readonly isOver: () => boolean;
  readonly resolve: (slot: Slot | undefined) => void;
}

/**
 * All memory that file contents ever occupy in one worker thread, whatever the number and the size
 * of the files. Slots lent last are lent again first, so that what is not needed is never touched.
 */
export class SlotPool {
  readonly memory: SummedMemory;
  readonly #free: Slot[] = [];
  #waiters: Waiter[] = [];
  readonly #reserve: number;

  constructor(count: number, size = slotSize) {
    this.memory = createSummedMemory(count * size);
    for (let index = count - 1; index >= 0; index -= 1) {
      const start = index * size;
      this.#free.push({ start, bytes: this.memory.bytes.subarray(start, start + size) });
    }
    this.#reserve = Math.floor(count / 2);
  }

  /** Whether there is enough for a request to read ahead. */
  get isPlenty(): boolean {
    return this.#free.length > this.#reserve;
  }

  /** A slot, now or when it is one's turn; `undefined` when `isOver` said so meanwhile. */
  take(isOver: () => boolean): Slot | Promise<Slot | undefined> {
    const slot = this.#free.pop();
    if (slot !== undefined) return slot;
    return new Promise((resolve) => this.#waiters.push({ isOver, resolve }));
  }

  /** Lets those go for whom waiting is over. They would otherwise learn it with the next slot. */
  dismissWaiters(): void {
    const over = this.#waiters.filter((waiter) => waiter.isOver());
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter));
    for (const waiter of over) waiter.resolve(undefined);
  }

  give(slot: Slot): void {
    for (let waiter = this.#waiters.shift(); waiter; waiter = this.#waiters.shift()) {
      if (!waiter.isOver()) {
        waiter.resolve(slot);
        return;
      }
      waiter.resolve(undefined);
    }
    this.#free.push(slot);
  }
}
