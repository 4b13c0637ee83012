/** Runs asynchronous work one at a time, in the order of the calls. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #holders = 0;

  /** True while work runs or waits. */
  get isBusy(): boolean {
    return this.#holders > 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const mine = before.then(work, work);
    this.#last = mine.catch(() => undefined);
    this.#holders += 1;
    try {
      return await mine;
    } finally {
      this.#holders -= 1;
    }
  }
}
