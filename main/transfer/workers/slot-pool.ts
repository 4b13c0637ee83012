import { createSummedMemory, type SummedMemory } from './crc64.ts';

/**
 * Bytes read, summed and written at a time: smaller pieces cost processor time, larger pieces
 * memory.
 */
export const slotSize = 512 * 1024;

/** Memory of all pools together, in bytes. Unused memory is never touched. */
export const totalPoolSize = 64 * 1024 * 1024;

/** A piece of the pool's memory, assigned to one request. */
export interface MemorySlot {
  /** Offset in the summed memory. */
  readonly start: number;
  readonly bytes: Buffer;
}

/** A request that waits for a slot; `isOver` is true when it no longer needs the slot. */
interface Waiter {
  readonly isOver: () => boolean;
  readonly resolve: (slot: MemorySlot | undefined) => void;
}

/**
 * All memory for file contents in one worker thread, for any number and size of files. The slot
 * returned last is assigned first, so that unused memory is never touched. A slot can keep the bytes
 * of a small file between its MD5 and its request; when no other slot is free, the oldest of these
 * is assigned, and its file is read again.
 */
export class SlotPool {
  readonly memory: SummedMemory;
  readonly #free: MemorySlot[] = [];
  readonly #kept = new Map<number, MemorySlot>();
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

  /** True when there are enough free slots for a request to read ahead. */
  get isPlenty(): boolean {
    return this.#free.length + this.#kept.size > this.#reserve;
  }

  /** A slot, at once or when the caller's turn comes; `undefined` when `isOver` became true. */
  take(isOver: () => boolean): MemorySlot | Promise<MemorySlot | undefined> {
    const slot = this.#free.pop() ?? this.#oldestKept();
    if (slot !== undefined) return slot;
    return new Promise((resolve) => this.#waiters.push({ isOver, resolve }));
  }

  /** Ends the waits whose `isOver` is true. Without this call they would end with the next slot. */
  dismissWaiters(): void {
    const over = this.#waiters.filter((waiter) => waiter.isOver());
    this.#waiters = this.#waiters.filter((waiter) => !over.includes(waiter));
    for (const waiter of over) waiter.resolve(undefined);
  }

  /** Keeps a slot whose bytes a request under `id` will send. */
  keep(id: number, slot: MemorySlot): void {
    this.#kept.set(id, slot);
    // A request that waits needs the slot more.
    if (this.#waiters.length === 0) return;
    this.#kept.delete(id);
    this.give(slot);
  }

  /** The slot, which the caller must return; `undefined` when it is no longer kept. */
  takeKept(id: number): MemorySlot | undefined {
    const slot = this.#kept.get(id);
    this.#kept.delete(id);
    return slot;
  }

  #oldestKept(): MemorySlot | undefined {
    const [oldest] = this.#kept;
    if (oldest === undefined) return undefined;
    this.#kept.delete(oldest[0]);
    return oldest[1];
  }

  give(slot: MemorySlot): void {
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
