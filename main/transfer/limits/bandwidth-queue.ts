import type { SharedBandwidth } from './shared-bandwidth.ts';

interface Waiter {
  readonly wanted: number;
  readonly isOver: () => boolean;
  readonly resolve: (bytes: number) => void;
}

/** The longest time in milliseconds until a waiting request notices a change of the limit. */
const longestNap = 100;

/** The requests of one worker that wait for bandwidth, in the order of their calls. */
export class BandwidthQueue {
  readonly #bandwidth: SharedBandwidth;
  readonly #waiters: Waiter[] = [];

  constructor(bandwidth: SharedBandwidth) {
    this.#bandwidth = bandwidth;
  }

  /**
   * Returns up to `wanted` bytes, at once or when the turn of this request comes. A waiter whose
   * `isOver` is true takes no bytes and gets 0.
   */
  take(wanted: number, isOver: () => boolean): number | Promise<number> {
    const bytes = this.#waiters.length === 0 ? this.#bandwidth.take(wanted) : 0;
    if (bytes > 0) return bytes;
    return new Promise((resolve) => {
      this.#waiters.push({ wanted, isOver, resolve });
      if (this.#waiters.length === 1) this.#nap(wanted);
    });
  }

  #nap(wanted: number): void {
    const time = this.#bandwidth.waitingTime(wanted);
    setTimeout(() => this.#serve(), Math.min(Math.ceil(time), longestNap));
  }

  #serve(): void {
    while (this.#waiters[0] !== undefined) {
      const { wanted, isOver, resolve } = this.#waiters[0];
      const bytes = isOver() ? 0 : this.#bandwidth.take(wanted);
      if (bytes === 0 && !isOver()) {
        this.#nap(wanted);
        return;
      }
      this.#waiters.shift();
      resolve(bytes);
    }
  }
}
