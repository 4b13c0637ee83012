import { toErrorRecord } from '../../../shared/errors.ts';
import { abortReason } from '../run/interruption.ts';
import type { Clock } from '../ports/system.ts';

/** Milliseconds to wait after a refused write while the disk does not count as full. */
const pause = 1000;

/** Delays writes while the disk of the database is full. */
export class FreeSpace {
  readonly #clock: Clock;
  readonly #isFull: () => boolean;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock, isFull: () => boolean) {
    this.#clock = clock;
    this.#isFull = isFull;
  }

  /**
   * Retries `write` until the disk accepts it. Rejects with `signal.reason` when aborted while the
   * disk is full, and with every other error of `write`.
   */
  async insist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (thrown) {
        if (!isDiskFull(thrown)) throw thrown;
        // The notice of free space may have arrived before the refusal.
        if (this.#isFull()) await this.#wait(signal);
        else await this.#clock.sleep(pause, signal);
      }
    }
  }

  /** Retries all delayed writes. */
  release(): void {
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  #wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(go);
        reject(abortReason(signal));
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}

/** True when the disk of the database is full. No data is lost and the queue itself is sound. */
export function isDiskFull(thrown: unknown): boolean {
  return toErrorRecord(thrown).code === 'disk-full';
}
