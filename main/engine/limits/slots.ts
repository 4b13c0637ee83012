import { abortReason } from '../run/interruption.ts';

/**
 * A pool of slots whose capacity can change while it is in use. Requests are served first come,
 * first served. After a shrink the holders keep their slots, and the pool grants no slot until
 * enough holders have left.
 */
export class Slots {
  #capacity: number;
  #taken = 0;
  readonly #queue = new Set<() => void>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get taken(): number {
    return this.#taken;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** True when more holders than slots exist. A shrink takes no slot away from its holder. */
  get isCrowded(): boolean {
    return this.#taken > this.#capacity;
  }

  /** True when a holder of no slot waits for one. */
  get isWanted(): boolean {
    return this.#queue.size > 0;
  }

  get free(): number {
    return Math.max(0, this.#capacity - this.#taken);
  }

  setCapacity(capacity: number): void {
    this.#capacity = capacity;
    this.#admit();
  }

  /**
   * Waits for a slot. Call the result once to release the slot; more calls have no effect. Rejects
   * with `signal.reason` when aborted before a slot was free.
   */
  acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#queue.size === 0 && this.#taken < this.#capacity)
      return Promise.resolve(this.#enter());
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve(this.#enter());
      };
      const leave = () => {
        this.#queue.delete(enter);
        reject(abortReason(signal));
      };
      this.#queue.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  #enter(): () => void {
    this.#taken += 1;
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#taken -= 1;
      this.#admit();
    };
  }

  #admit(): void {
    for (const enter of this.#queue) {
      if (this.#taken >= this.#capacity) return;
      this.#queue.delete(enter);
      enter();
    }
  }
}

/** Runs asynchronous work one at a time, in the order of the calls. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #holders = 0;

  /** True while work runs or waits. */
  get isBusy(): boolean {
    return this.#holders > 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const mine = before.then(work, work);
    this.#last = mine.catch(() => undefined);
    this.#holders += 1;
    try {
      return await mine;
    } finally {
      this.#holders -= 1;
    }
  }
}
