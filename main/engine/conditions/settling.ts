import { TransferError } from '../../../shared/errors.ts';
import type { Settled } from '../api.ts';
import { Interruption } from '../run/interruption.ts';

/** Whether anything can still move, and if not, what is waited for; `undefined` while it can. */
export type LookForRest = () => Promise<Settled | undefined>;

/** Tells those who wait for it when nothing can move by itself any more. */
export class Settling {
  readonly #waiters = new Set<PromiseWithResolvers<Settled>>();
  #failure: { readonly thrown: unknown } | undefined;
  #stopped = false;
  /** Commands and the like that are being carried out. */
  #underway = 0;
  /** Counts everything that may have moved something. */
  #changes = 0;

  /**
   * @throws what the engine failed with
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

  /** Something may have moved. */
  changed(): void {
    this.#changes += 1;
  }

  /** Nothing is settled while `work` goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underway += 1;
    try {
      return await work();
    } finally {
      this.#underway -= 1;
      this.changed();
    }
  }

  /** Looks whether all is at rest, if somebody wants to know. What moves meanwhile takes that back. */
  async look(atRest: LookForRest): Promise<void> {
    if (this.#waiters.size === 0 || this.#underway > 0) return;
    const before = this.#changes;
    const settled = await atRest();
    if (settled === undefined || this.#changes !== before || this.#underway > 0) return;
    for (const waiter of this.#waiters) waiter.resolve(settled);
    this.#waiters.clear();
  }

  /** The engine cannot go on. */
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
