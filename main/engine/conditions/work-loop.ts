import type { Clock } from '../ports/clock.ts';

/**
 * Runs `step` after each kick and at the time that the last step named. Steps never overlap. A kick
 * during a step causes another step afterwards.
 */
export class WorkLoop {
  readonly #clock: Clock;
  readonly #step: () => Promise<number | undefined>;
  readonly #fatal: (thrown: unknown) => void;
  readonly #stop = new AbortController();
  #kicked = false;
  #sleep: AbortController | undefined;
  #ended: Promise<void> | undefined;

  /** @param step resolves with the wall clock time of its next run, if any */
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
    // Set at once: a kick during the first, synchronous part of the step must not start a second
    // run.
    this.#ended = Promise.resolve();
    this.#ended = this.#run().finally(() => {
      this.#ended = undefined;
      // Without this check a kick after the last step would be lost.
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
