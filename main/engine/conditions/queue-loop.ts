import type { AccountGates } from './account-gates.ts';
import type { Cleaner } from '../cleanup/cleaner.ts';
import { type DiskRoom, isDiskFull } from './disk-room.ts';
import type { EnginePorts, Settled } from '../api.ts';
import type { Mutex } from '../queue/mutex.ts';
import { NextWake } from './next-wake.ts';
import type { ScanQueue } from '../queue/scanner.ts';
import type { Scheduler } from '../run/scheduler.ts';
import type { Settling } from './settling.ts';
import type { SourceWatch } from './source-watch.ts';
import { endsByItself, waitingReasons } from './waiting-reasons.ts';
import { WorkLoop } from './work-loop.ts';
import type { WorkScope } from '../queue/work-scope.ts';

export interface QueueLoopOptions {
  readonly ports: EnginePorts;
  readonly turns: Mutex;
  readonly scope: WorkScope;
  readonly gates: AccountGates;
  readonly sources: SourceWatch;
  readonly room: DiskRoom;
  readonly scheduler: Scheduler;
  readonly scanner: ScanQueue;
  readonly cleaner: Cleaner;
  readonly settling: Settling;
  /** Called when rows that waited for a time may be queued again. */
  readonly woken: () => void;
  readonly fatal: (thrown: unknown) => void;
}

/** A clock set back by more than this is more than a small correction. Milliseconds. */
const setBack = 1000;
/**
 * Milliseconds until the next try after a refused write, when no notice of free space will come.
 */
const whenRefused = 1000;

/**
 * The reactor: claims rows after a change or an ended wait, and reports when the queue is settled.
 */
export class QueueLoop {
  readonly #options: QueueLoopOptions;
  readonly #loop: WorkLoop;
  readonly #nextWake = new NextWake();
  /** False until the queue was recovered: before that, recovery would requeue the running rows. */
  #begun = false;
  #suspended = false;
  #halted = false;
  /** Wall clock minus monotonic clock at the last step. */
  #clockOffset: number;

  constructor(options: QueueLoopOptions) {
    const { clock } = options.ports;
    this.#options = options;
    this.#clockOffset = clock.now() - clock.monotonic();
    this.#loop = new WorkLoop(clock, () => this.#step(), options.fatal);
  }

  /** Schedules a step after a change. */
  kick(): void {
    this.#options.settling.changed();
    this.#loop.kick();
  }

  /** Records that a row waits until that time. */
  noticeWait(until: number): void {
    this.#nextWake.notice(until);
  }

  /** Discards the known wait times, because rows may have new ones. */
  forgetWaits(): void {
    this.#nextWake.forget();
  }

  /** Starts no run between sleep and wake-up of the computer. */
  suspend(suspended: boolean): void {
    this.#suspended = suspended;
  }

  /** Starts the loop after the queue was recovered. */
  begin(): void {
    this.#begun = true;
  }

  /** Stops new runs for good. */
  halt(): void {
    this.#halted = true;
  }

  async stop(): Promise<void> {
    this.halt();
    await this.#loop.stop();
  }

  /** @returns the time of the next step */
  async #step(): Promise<number | undefined> {
    const { ports, scheduler, room, settling } = this.#options;
    try {
      await this.#takeRows();
      ports.power.setBusy(scheduler.running.size > 0);
      await settling.look(() => this.#atRest());
    } catch (thrown) {
      if (!isDiskFull(thrown)) throw thrown;
      return room.full ? undefined : ports.clock.now() + whenRefused;
    }
    return this.#mayBegin() ? this.#nextWake.at : undefined;
  }

  #mayBegin(): boolean {
    return this.#begun && !this.#halted && !this.#suspended && !this.#options.room.full;
  }

  async #takeRows(): Promise<void> {
    const { turns, scheduler } = this.#options;
    await turns.run(async () => {
      if (!this.#mayBegin()) return;
      await this.#wakeDueRows();
      if (!this.#mayBegin()) return;
      // Both claims share a commit, and neither continues after the turn ends.
      const looks = [scheduler.fill('small'), scheduler.fill('large')];
      await Promise.allSettled(looks);
      await Promise.all(looks);
    });
  }

  async #wakeDueRows(): Promise<void> {
    const { ports, scheduler, woken } = this.#options;
    const { clock, store } = ports;
    const clockOffset = clock.now() - clock.monotonic();
    // After the clock was set back, rows would wait for hours. An attempt that is too early costs
    // less.
    const everything = clockOffset < this.#clockOffset - setBack;
    this.#clockOffset = clockOffset;
    if (!everything && !this.#nextWake.isDue(clock.now())) return;
    const now = everything ? Number.MAX_SAFE_INTEGER : clock.now();
    await this.#nextWake.look(() => store.wake(now));
    scheduler.expectRows();
    woken();
  }

  async #atRest(): Promise<Settled | undefined> {
    const { ports, scope, gates, sources, scheduler, scanner, cleaner } = this.#options;
    if (!this.#mayBegin() || gates.anyOffline) return undefined;
    if (scheduler.running.size > 0 || scanner.pending > 0 || cleaner.busy) return undefined;
    if (this.#nextWake.at !== undefined || this.#nextWake.isDue(ports.clock.now()))
      return undefined;
    const { counters, waits } = await scope.standing(ports.store);
    if (counters.states.queued.files > 0 && gates.blockedIds.length === 0) return undefined;
    if (waits.some((wait) => endsByItself(wait, sources.any))) return undefined;
    return { waitingFor: waitingReasons(waits, gates.view()) };
  }
}
