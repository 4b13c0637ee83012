import { toErrorRecord } from '../../../shared/errors.ts';
import { abortReason } from '../run/interruption.ts';
import type { Clock } from '../ports/clock.ts';
import type { TransferStore } from '../ports/transfer-store.ts';

/** Milliseconds to wait after a refused write while the disk does not count as full. */
const pause = 1000;

/** Tracks whether the disk of the database is full, and delays writes until it has free space. */
export class DiskRoom {
  #full = false;
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  readonly #undo: () => void;

  constructor(store: TransferStore, clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#undo = store.onDiskFull((full) => {
      this.#full = full;
      if (!full) this.#release();
      onChange();
    });
  }

  get full(): boolean {
    return this.#full;
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
        if (this.#full) await this.#room(signal);
        else await this.#clock.sleep(pause, signal);
      }
    }
  }

  dispose(): void {
    this.#undo();
    this.#release();
  }

  #release(): void {
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  #room(signal: AbortSignal): Promise<void> {
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
