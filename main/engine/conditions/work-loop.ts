import type { Clock } from '../ports/clock.ts';

/**
 * Runs `step` whenever it is kicked and when the time it named has come; never twice at once.
 * A kick during a step leads to another step afterwards.
 */
export class WorkLoop {
  readonly #clock: Clock;
  readonly #step: () => Promise<number | undefined>;
  readonly #fatal: (thrown: unknown) => void;
  readonly #stop = new AbortController();
  #kicked = false;
  #sleep: AbortController | undefined;
  #ended: Promise<void> | undefined;

  /** @param step resolves with the wall clock time at which it wants to run again, if any */
  constructor(
    clock: Clock,
    step: () => Promise<number | undefined>,
    fatal: (thrown: unknown) => void,
  ) {
    this.#clock = clock;
    this.#step = step;
    this.#fatal = fatal;
  }

  kick(): void {
    this.#kicked = true;
    this.#sleep?.abort();
    if (this.#stop.signal.aborted || this.#ended !== undefined) return;
    // Set at once: a kick in the first, synchronous stretch of the step must not begin a second run.
    this.#ended = Promise.resolve();
    this.#ended = this.#run().finally(() => {
      this.#ended = undefined;
      // A kick that came after the last look would be lost otherwise.
      if (this.#kicked) this.kick();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#sleep?.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isStopped()) {
        this.#kicked = false;
        const wakeAt = await this.#step();
        if (this.#isKicked() || this.#isStopped()) continue;
        if (wakeAt === undefined) return;
        await this.#sleepUntil(wakeAt);
      }
    } catch (thrown) {
      this.#fatal(thrown);
    }
  }

  // Methods, because a kick and a stop can arrive during the step.

  #isKicked(): boolean {
    return this.#kicked;
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #sleepUntil(wakeAt: number): Promise<void> {
    this.#sleep = new AbortController();
    const rest = Math.max(0, wakeAt - this.#clock.now());
    await this.#clock.sleep(rest, this.#sleep.signal).catch(() => undefined);
    this.#sleep = undefined;
  }
}
