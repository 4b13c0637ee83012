import { toErrorRecord } from '../../shared/errors.ts';
import type { TransferStore } from './ports/transfer-store.ts';

/** Knows whether the disk of the database is full, and lets writes wait until it is not. */
export class DiskRoom {
  #full = false;
  readonly #waiting = new Set<() => void>();
  readonly #undo: () => void;

  constructor(store: TransferStore, onChange: () => void) {
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
   * Repeats `write` until the disk takes it. Rejects with `signal.reason` when aborted while the
   * disk is full, and with every other error of `write`.
   */
  async insist<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      try {
        return await write();
      } catch (thrown) {
        if (toErrorRecord(thrown).code !== 'disk-full') throw thrown;
        await this.#room(signal);
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
        reject(signal.reason as Error);
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
