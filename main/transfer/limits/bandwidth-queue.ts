import type { SharedBandwidth } from './shared-bandwidth.ts';

interface Waiter {
  readonly wanted: number;
  readonly isOver: () => boolean;
  readonly resolve: (bytes: number) => void;
}

/** The longest a change of the limit can go unnoticed by those who wait, in milliseconds. */
const longestNap = 100;

/** The requests of one worker that wait for bandwidth, in the order in which they asked. */
export class BandwidthQueue {
  readonly #bandwidth: SharedBandwidth;
  readonly #waiters: Waiter[] = [];

  constructor(bandwidth: SharedBandwidth) {
    this.#bandwidth = bandwidth;
  }

  /**
   * Up to `wanted` bytes, now or when it is one's turn. A waiter for whom `isOver` holds takes
   * nothing any more and gets 0.
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
