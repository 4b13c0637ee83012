/** Caches when the next waiting row is due, to avoid a store query each time. Wall clock, ms. */
export class NextWake {
  #at: number | undefined;
  #known = false;

  /** True when rows may be due, or when no check has run yet. */
  isDue(now: number): boolean {
    return !this.#known || (this.#at !== undefined && this.#at <= now);
  }

  /** The next time a row is due; `undefined` when no row waits for a time. */
  get at(): number | undefined {
    return this.#at;
  }

  /** Records that a row waits until `until`. */
  notice(until: number): void {
    this.#at = Math.min(until, this.#at ?? until);
  }

  /** Discards the cached time after other code changed rows. */
  forget(): void {
    this.#known = false;
  }

  /** @param wake requeues due rows and resolves with the next due time, if any */
  async look(wake: () => Promise<number | undefined>): Promise<void> {
    this.#known = true;
    this.#at = undefined;
    try {
      const until = await wake();
      if (until !== undefined) this.notice(until);
    } catch (thrown) {
      this.forget();
      throw thrown;
    }
  }
}
