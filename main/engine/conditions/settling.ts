import { TransferError } from '../../../shared/errors.ts';
import type { Settled } from '../api.ts';
import { Interruption } from '../run/interruption.ts';

/**
 * Resolves with the wait reasons when the queue is settled; `undefined` while work can continue.
 */
export type LookForRest = () => Promise<Settled | undefined>;

/** Resolves the pending `wait` calls when the queue is settled. */
export class Settling {
  readonly #waiters = new Set<PromiseWithResolvers<Settled>>();
  #failure: { readonly thrown: unknown } | undefined;
  #stopped = false;
  /** Number of commands and similar operations in progress. */
  #underway = 0;
  /** Counts every event that may have started work. */
  #changes = 0;

  /**
   * @throws the error with which the engine failed
   * @throws TransferError `internal` when the engine has stopped
   */
  async wait(): Promise<Settled> {
    if (this.#failure !== undefined) throw this.#failure.thrown;
    if (this.#stopped) {
      throw new TransferError({ code: 'internal', detail: 'The engine has stopped.' });
    }
    const waiter = Promise.withResolvers<Settled>();
    this.#waiters.add(waiter);
    return await waiter.promise;
  }

  /** Records that work may have started. */
  changed(): void {
    this.#changes += 1;
  }

  /** Keeps the queue unsettled while `work` runs. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underway += 1;
    try {
      return await work();
    } finally {
      this.#underway -= 1;
      this.changed();
    }
  }

  /**
   * Checks whether the queue is settled, if a caller waits. A change meanwhile voids the result.
   */
  async look(atRest: LookForRest): Promise<void> {
    if (this.#waiters.size === 0 || this.#underway > 0) return;
    const before = this.#changes;
    const settled = await atRest();
    if (settled === undefined || this.#changes !== before || this.#underway > 0) return;
    for (const waiter of this.#waiters) waiter.resolve(settled);
    this.#waiters.clear();
  }

  /** Rejects the pending `wait` calls, because the engine failed. */
  fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#rejectAll(thrown);
  }

  stop(): void {
    this.#stopped = true;
    this.#rejectAll(new Interruption('stop'));
  }

  #rejectAll(reason: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(reason);
    this.#waiters.clear();
  }
}
