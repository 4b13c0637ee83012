/** Knows when the next waiting row is due, without asking the store each time. Wall clock, ms. */
export class NextWake {
  #at: number | undefined;
  #known = false;

  /** Whether rows may be due, or nobody has looked yet. */
  isDue(now: number): boolean {
    return !this.#known || (this.#at !== undefined && this.#at <= now);
  }

  /** The next time a row is due; `undefined` when none waits for a time. */
  get at(): number | undefined {
    return this.#at;
  }

  /** A row began to wait until `until`. */
  notice(until: number): void {
    this.#at = Math.min(until, this.#at ?? until);
  }

  /** Rows were changed by others: the store has to be asked. */
  forget(): void {
    this.#known = false;
  }

  /** @param wake makes due rows ready and resolves with the next time, if any */
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
