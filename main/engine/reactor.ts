import { TransferError } from '../../shared/errors.ts';
import type { EnginePorts, Settled } from './api.ts';
import type { Cleaner } from './cleaner.ts';
import type { ConditionRegister } from './conditions/condition-register.ts';
import type { StallWatch } from './conditions/stall-watch.ts';
import { isDiskFull } from './conditions/free-space.ts';
import type { Change, Facts } from './facts.ts';
import type { Lane } from './ports/transfer-store.ts';
import type { Progress } from './progress.ts';
import type { Mutex } from './limits/slots.ts';
import type { ScanQueue } from './queue/scanner.ts';
import type { WorkScope } from './queue/work-scope.ts';
import { Interruption } from './run/interruption.ts';
import type { Scheduler } from './run/scheduler.ts';

interface ReactorOptions {
  readonly ports: Pick<EnginePorts, 'store' | 'clock' | 'power'>;
  readonly facts: Facts;
  readonly scope: WorkScope;
  /** Held by a command or a claim. */
  readonly turns: Mutex;
  readonly conditions: ConditionRegister;
  readonly stalls: Pick<StallWatch, 'check' | 'nextCheck'>;
  readonly scheduler: Pick<Scheduler, 'running' | 'enforce' | 'freeSlots' | 'claim'>;
  readonly scanner: Pick<ScanQueue, 'pending' | 'work'>;
  readonly cleaner: Pick<Cleaner, 'work'>;
  readonly progress: Pick<Progress, 'publishSoon' | 'rowsChanged'>;
  readonly fatal: (thrown: unknown) => void;
}

/** A clock set back by more than this is more than a small correction. Milliseconds. */
const setBack = 1000;
/**
 * Milliseconds until the next step after a refused write, when no notice of free space will come.
 */
const whenRefused = 1000;

/** Made once: a reason of its own for each change would record a stack trace. */
const awoken = new Error('A change ended the pause');

/**
 * The one loop of the engine. `changed` is the only way to ask for work; a step looks at the state,
 * does what is due and names the time of the next step. Steps never overlap, and a change during a
 * step causes another step.
 */
export class Reactor {
  readonly #options: ReactorOptions;
  readonly #stopping = new AbortController();
  readonly #waiters = new Set<PromiseWithResolvers<Settled>>();
  /** False until the queue was recovered: before that, recovery would requeue the running rows. */
  #begun = false;
  #halted = false;
  #failure: { readonly thrown: unknown } | undefined;
  /** Number of commands and similar operations in progress. */
  #underway = 0;
  #again = false;
  #sleep: AbortController | undefined;
  #loop: Promise<void> | undefined;
  #cleaning: Promise<void> | undefined;
  /** Wall clock minus monotonic clock at the last step. */
  #clockOffset: number;

  constructor(options: ReactorOptions) {
    const { clock } = options.ports;
    this.#options = options;
    this.#clockOffset = clock.now() - clock.monotonic();
  }

  /** Records a change and causes a step. */
  changed(change?: Change): void {
    const { facts, scheduler, progress } = this.#options;
    if (change === 'rows') progress.rowsChanged();
    else progress.publishSoon();
    if (change === 'bytes') return;
    facts.apply(change);
    scheduler.enforce();
    this.#again = true;
    this.#sleep?.abort(awoken);
    if (this.#stopping.signal.aborted || this.#loop !== undefined) return;
    // Set at once: a change during the first, synchronous part of the step must not start a second
    // loop.
    this.#loop = Promise.resolve();
    this.#loop = this.#run().finally(() => {
      this.#loop = undefined;
      // Without this check a change after the last step would be lost.
      if (this.#again) this.changed();
    });
  }

  /** Keeps the queue unsettled while `work` runs, which may change rows. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#underway += 1;
    try {
      return await work();
    } finally {
      this.#underway -= 1;
      this.changed('rows');
    }
  }

  /** Starts to claim rows after the queue was recovered. */
  begin(): void {
    this.#begun = true;
    this.changed('rows');
  }

  /** Begins no other work. */
  halt(): void {
    this.#halted = true;
  }

  /** Halts, because the engine failed; `settled` rejects with the error. */
  fail(thrown: unknown): void {
    this.halt();
    this.#failure ??= { thrown };
    this.#reject(thrown);
  }

  async stop(): Promise<void> {
    this.halt();
    this.#stopping.abort();
    this.#sleep?.abort();
    await this.#loop;
    await this.#cleaning;
    this.#reject(new Interruption('stop'));
  }

  /**
   * Resolves when a step finds the queue settled.
   *
   * @throws the error with which the engine failed
   * @throws TransferError `internal` when the engine has stopped
   */
  async settled(): Promise<Settled> {
    if (this.#failure !== undefined) throw this.#failure.thrown;
    if (this.#stopping.signal.aborted) {
      throw new TransferError({ code: 'internal', detail: 'The engine has stopped.' });
    }
    const waiter = Promise.withResolvers<Settled>();
    this.#waiters.add(waiter);
    this.changed();
    return await waiter.promise;
  }

  async #run(): Promise<void> {
    const { clock } = this.#options.ports;
    try {
      while (!this.#isStopped()) {
        this.#again = false;
        const pause = await this.#step();
        if (this.#isChanged() || this.#isStopped()) continue;
        if (pause === undefined) return;
        this.#sleep = new AbortController();
        await clock.sleep(pause, this.#sleep.signal).catch(() => undefined);
        this.#sleep = undefined;
      }
    } catch (thrown) {
      this.#options.fatal(thrown);
    }
  }

  // Methods, because a change and a stop can arrive during the step.

  #isChanged(): boolean {
    return this.#again;
  }

  #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  #isHalted(): boolean {
    return !this.#begun || this.#halted;
  }

  /** Does what is due. @returns milliseconds until the next step; `undefined`: after a change */
  async #step(): Promise<number | undefined> {
    const { ports, conditions, stalls, scanner, scheduler } = this.#options;
    conditions.check();
    stalls.check();
    if (!this.#isHalted()) {
      scanner.work();
      this.#cleanUp();
    }
    try {
      await this.#takeRows();
      ports.power.setBusy(scheduler.running.size > 0);
      await this.#findRest();
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      if (this.#mayClaim()) return whenRefused;
    }
    return this.#pause();
  }

  #mayClaim(): boolean {
    return !this.#isHalted() && !this.#options.conditions.blocksAll;
  }

  async #takeRows(): Promise<void> {
    const { turns } = this.#options;
    // The end of a command is a change.
    if (!this.#mayClaim() || turns.isBusy) return;
    await turns.run(async () => {
      await this.#wakeDueRows();
      if (!this.#mayClaim()) return;
      // Both claims share a commit, and neither continues after the turn ends.
      const claims = [this.#claim('small'), this.#claim('large')];
      await Promise.allSettled(claims);
      await Promise.all(claims);
    });
  }

  async #wakeDueRows(): Promise<void> {
    const { ports, facts, progress } = this.#options;
    const { clock, store } = ports;
    const clockOffset = clock.now() - clock.monotonic();
    // After the clock was set back, rows would wait for hours. An attempt that is too early costs
    // less.
    const everything = clockOffset < this.#clockOffset - setBack;
    this.#clockOffset = clockOffset;
    if (!everything && !this.#isDue(facts.nextWake)) return;
    const now = everything ? Number.MAX_SAFE_INTEGER : clock.now();
    await facts.nextWake.read(() => store.wake(now));
    facts.rowsQueued();
    progress.rowsChanged();
  }

  async #claim(lane: Lane): Promise<void> {
    const { facts, scheduler } = this.#options;
    const free = scheduler.freeSlots(lane);
    const isEmpty = facts.isEmpty[lane];
    if (free <= 0 || isEmpty.value === true) return;
    await isEmpty.read(async () => (await scheduler.claim(lane, free)) === 0);
  }

  #cleanUp(): void {
    const { facts, cleaner, conditions, fatal } = this.#options;
    // A clean-up that cannot be recorded as done would run again and again.
    if (this.#cleaning !== undefined || conditions.blocksAll) return;
    if (!this.#isDue(facts.nextCleanup)) return;
    this.#cleaning = facts.nextCleanup
      .read(() => cleaner.work())
      .catch(fatal)
      .finally(() => {
        this.#cleaning = undefined;
        this.changed();
      });
  }

  #isDue(fact: Facts['nextWake']): boolean {
    const { value } = fact;
    return !fact.isKnown || (value !== undefined && value <= this.#options.ports.clock.now());
  }

  async #findRest(): Promise<void> {
    const { facts } = this.#options;
    if (this.#waiters.size === 0 || !this.#isStill()) return;
    await facts.settled.read(() => this.#readRest());
    const { value } = facts.settled;
    if (value === undefined || this.#underway > 0) return;
    for (const waiter of this.#waiters) waiter.resolve(value);
    this.#waiters.clear();
  }

  /** True when nothing runs, and nothing will begin by itself that memory knows of. */
  #isStill(): boolean {
    const { conditions, scheduler, scanner, facts } = this.#options;
    if (this.#isHalted() || this.#underway > 0 || conditions.endsByItself) return false;
    if (scheduler.running.size > 0 || scanner.pending > 0) return false;
    if (this.#cleaning !== undefined) return false;
    if (conditions.blocksAll) return true;
    return facts.nextWake.isKnown && facts.nextWake.value === undefined;
  }

  async #readRest(): Promise<Settled | undefined> {
    const { ports, scope, conditions } = this.#options;
    const { counters, waits } = await scope.standing(ports.store);
    const { waitingFor } = conditions;
    if (counters.states.queued.files > 0 && waitingFor.length === 0) return undefined;
    if (waits.some(({ why, timed }) => timed || conditions.ends(why))) return undefined;
    return { waitingFor: [...new Set([...waitingFor, ...waits.map(({ why }) => why)])] };
  }

  /** Each time on its own clock: the difference of the two clocks is rounded, and could be off. */
  #pause(): number | undefined {
    const { ports, conditions, stalls, facts, turns } = this.#options;
    const { clock } = ports;
    const checks = [conditions.nextCheck, stalls.nextCheck];
    const pauses = checks.flatMap((at) => (at === undefined ? [] : at - clock.monotonic()));
    if (this.#mayClaim()) {
      const { value: wakeAt } = facts.nextWake;
      const { value: cleanUpAt } = facts.nextCleanup;
      if (wakeAt !== undefined && !turns.isBusy) pauses.push(wakeAt - clock.now());
      if (cleanUpAt !== undefined) pauses.push(cleanUpAt - clock.now());
    }
    return pauses.length === 0 ? undefined : Math.max(0, Math.min(...pauses));
  }

  #reject(reason: unknown): void {
    for (const waiter of this.#waiters) waiter.reject(reason);
    this.#waiters.clear();
  }
}
