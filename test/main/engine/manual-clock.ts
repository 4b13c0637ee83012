import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../../main/engine/ports/system.ts';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that moves only when a test says so. Both of its times begin at 0. */
export class ManualClock implements Clock {
  #time = 0;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#time;
  }

  monotonic(): number {
    return this.#time;
  }

  /** How many sleep now. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { until: this.#time + milliseconds, wake: resolve };
    const abort = () => {
      this.#sleepers.delete(sleeper);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    this.#sleepers.add(sleeper);
    await promise;
    signal?.removeEventListener('abort', abort);
  }

  /** Moves on, after all that could run has run, and lets those run whose time has come. */
  async pass(milliseconds: number): Promise<void> {
    await nextTurn();
    this.#time += milliseconds;
    for (const sleeper of this.#sleepers) {
      if (sleeper.until > this.#time) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
    await nextTurn();
  }
}
