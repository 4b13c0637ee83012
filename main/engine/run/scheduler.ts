import type { Settings } from '../../../shared/settings.ts';
import type { ConnectionLimit, ConnectionsView } from '../../../shared/engine-state.ts';
import type { Batch } from '../../../shared/transfer.ts';
import type { EnginePorts } from '../api.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { Change, Facts } from '../facts.ts';
import type { AdaptiveLimits } from '../limits/adaptive-limit.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import { AdaptivePartSize, BodyLimit, PutLimits } from '../limits/body-sizes.ts';
import { Slots } from '../limits/slots.ts';
import type { ClaimedTransfer, Lane } from '../ports/transfer-store.ts';
import type { Progress } from '../progress.ts';
import { RunningBytes } from '../running-bytes.ts';
import type { WorkScope, HeldRows, HoldType } from '../queue/work-scope.ts';
import { type Execution, executeRun } from './run-transfer.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import type { Run } from './run.ts';

interface SchedulerOptions {
  readonly held: HeldRows;
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly facts: Facts;
  readonly scope: WorkScope;
  readonly conditions: ConditionRegister;
  readonly adaptive: AdaptiveLimits;
  readonly limiters: RequestLimiters;
  readonly progress: () => Progress;
  readonly changed: (change?: Change) => void;
  readonly fatal: (thrown: unknown) => void;
}

/** Rows whose last write is outstanding may exceed the lane limit by at most this factor. */
const outstandingWrites = 4;
/**
 * Small files claimed ahead, as a multiple of the lane limit: a free slot is used at once, without
 * waiting for a commit. Large files run long enough not to need it.
 */
const takenAhead = { small: 3, large: 0 } as const satisfies Record<Lane, number>;
/** But no more than these: the window counts every claimed file as one on the way. */
const mostAhead = 32;

/** Runs transfers within the lane limits, and never two transfers of one key at the same time. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  /** One object for all runs: a copy for each run would be most of what the collector has to free. */
  readonly #execution: Execution;
  readonly #running = new Set<Run>();
  readonly #partSlots: Slots;
  readonly #laneSlots: Readonly<Record<Lane, Slots>>;
  readonly #bodyLimit = new BodyLimit();
  readonly #partSize = new AdaptivePartSize();
  readonly #putLimits = new PutLimits();
  readonly #stopping = new AbortController();
  /** The conditions and the settings that were enforced last. */
  #enforced: { readonly version: number; readonly settings: Settings } | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#execution = {
      ...options,
      publish: (transfer, state, bytesSent) => {
        options.progress().moved(transfer, state, bytesSent);
      },
      sentSmallFile: (bytes) => {
        this.#adapt((limits) => limits.sentSmallFile(bytes, this.#laneSlots.small.isWanted));
      },
      stopping: this.#stopping.signal,
    };
    this.#partSlots = new Slots(options.adaptive.parts);
    this.#laneSlots = {
      small: new Slots(this.#slotsOf('small')),
      large: new Slots(this.#slotsOf('large')),
    };
  }

  get running(): ReadonlySet<Run> {
    return this.#running;
  }

  /**
   * Runs whose ending is not published yet. For a published run, its ending is the latest state.
   */
  *moving(): Iterable<Run> {
    for (const run of this.#running) if (run.endedAs === undefined) yield run;
  }

  /** The requests on their way; `undefined` while nothing is sent. */
  get connections(): ConnectionsView | undefined {
    const count = this.#requestsOnTheWay;
    if (count === 0) return undefined;
    const limitedBy = this.#limitedBy();
    return limitedBy === undefined ? { count } : { count, limitedBy };
  }

  isInitiating(accountId: string, bucket: string, key: string): boolean {
    for (const { isInitiating, target } of this.#running) {
      if (!isInitiating || target.key !== key) continue;
      if (target.accountId === accountId && target.bucket === bucket) return true;
    }
    return false;
  }

  /**
   * Applies the settings and the conditions to running transfers, when they changed. Requests in
   * flight continue. While a condition holds requests, no other request begins whose result could
   * not be recorded.
   */
  enforce(): void {
    const { conditions, adaptive, limiters } = this.#options;
    const settings = this.#options.settings();
    const { version } = conditions;
    if (this.#enforced?.version === version && this.#enforced.settings === settings) return;
    this.#enforced = { version, settings };
    adaptive.applySettings(settings);
    const held = conditions.holdsRequests;
    this.#partSlots.setCapacity(held ? 0 : adaptive.parts);
    for (const lane of ['small', 'large'] as const) {
      this.#laneSlots[lane].setCapacity(held ? 0 : this.#slotsOf(lane));
    }
    limiters.applyCeiling();
    for (const run of this.#running) {
      run.fileSlots.setCapacity(partsOf(run.batch, settings));
      const stopped = run.isSending && conditions.interrupts(run.transfer.accountId);
      if (!stopped) continue;
      run.controller.abort(new Interruption(stopped === 'all' ? 'restart' : 'blocked'));
    }
  }

  /**
   * The number of rows to claim: the free slots, plus some rows that wait for the next slots. Small
   * files are claimed many at a time, because a claim costs more than a row.
   */
  freeSlots(lane: Lane): number {
    const slots = this.#slotsOf(lane);
    const ahead = Math.min(mostAhead, slots * takenAhead[lane]);
    const wanted = slots + ahead;
    let running = 0;
    let sending = 0;
    for (const run of this.#running) {
      if (run.transfer.lane !== lane) continue;
      running += 1;
      if (run.isSending) sending += 1;
    }
    const free = Math.min(wanted - sending, wanted * outstandingWrites - running);
    return free < Math.floor(ahead / 2) ? 0 : free;
  }

  /** Claims rows of a lane and starts them. @returns how many were found */
  async claim(lane: Lane, limit: number): Promise<number> {
    const { ports, conditions, scope } = this.#options;
    const { blockedAccounts, version } = conditions;
    const claimed = await ports.store.claim(lane, limit, blockedAccounts, scope.rows);
    const stopped = await this.#options.held.among(ports.store, claimed);
    for (const transfer of claimed) await this.#start(transfer, stopped.get(transfer.id));
    // A condition that began meanwhile concerns these runs too.
    if (conditions.version !== version) this.#enforced = undefined;
    return claimed.length;
  }

  /** Stops the matching runs and waits until each is on disk. @returns those that ended as `as` */
  async interrupt(
    meant: (transfer: ClaimedTransfer) => boolean,
    why: InterruptionCause,
  ): Promise<readonly Run[]> {
    const runs = [...this.#running].filter((run) => meant(run.transfer));
    for (const run of runs) run.controller.abort(new Interruption(why));
    await Promise.all(runs.map((run) => run.ended));
    return runs;
  }

  /** Stops all waits for a full disk; the next start recovers the affected rows. */
  giveUpWrites(): void {
    this.#stopping.abort(new Interruption('stop'));
  }

  /** Stops all runs and leaves their rows queued. */
  async stop(): Promise<void> {
    this.giveUpWrites();
    await this.interrupt(() => true, 'stop');
  }

  /** @param stopped how the row ends at once, because a command holds it */
  async #start(claimed: ClaimedTransfer, stopped: HoldType | undefined): Promise<void> {
    const { fatal, changed } = this.#options;
    const run = this.#newRun(claimed, await this.#batch(claimed.batchId));
    if (stopped !== undefined) run.controller.abort(new Interruption(stopped));
    this.#running.add(run);
    run.ended = executeRun(run, this.#laneSlots[claimed.lane], this.#execution)
      .catch(fatal)
      .finally(() => {
        this.#running.delete(run);
        changed('runs');
      });
  }

  #newRun(claimed: ClaimedTransfer, batch: Batch): Run {
    const { ports, settings, limiters, conditions, progress, changed } = this.#options;
    const { accountId, bucket, key } = claimed;
    const controller = new AbortController();
    const limiter = limiters.of(accountId, bucket);
    const putLimit = this.#putLimits.of(accountId);
    return {
      ports,
      batch,
      policy: claimed.conflictPolicy ?? batch.conflictPolicy,
      target: { accountId, bucket, key },
      settings,
      limiter,
      partSlots: this.#partSlots,
      fileSlots: new Slots(partsOf(batch, settings())),
      bodyLimit: this.#bodyLimit,
      putLimit,
      sentBody: (bytes, milliseconds) => {
        // Under a limit of the user a connection shows that limit.
        if (settings().bandwidthLimit !== null) return;
        putLimit.carried(bytes, milliseconds, this.#requestsOnTheWay);
      },
      partSize: this.#partSize,
      beginsParts: (size, responseTime) => {
        this.#adapt((limits) => limits.beginsParts(size, responseTime));
      },
      tookPart: (bytes, milliseconds) => {
        this.#adapt((limits) => limits.tookPart(bytes, milliseconds, this.#partSlots.isWanted));
      },
      waitedForSource: (milliseconds) => this.#options.adaptive.waitedForSource(milliseconds),
      sentPart: () => {
        this.#adapt((limits) => limits.sentPart(this.#partSlots.isWanted));
      },
      bytes: new RunningBytes(claimed, progress().speeds, ports.clock, (moved) => {
        if (moved > 0) limiter.moved();
        if (claimed.lane === 'large' && moved > 0) {
          const { isWanted, taken } = this.#partSlots;
          this.#adapt((limits) => limits.movedOfParts(moved, isWanted, taken));
        }
        changed('bytes');
      }),
      controller,
      signal: controller.signal,
      insist: (write) => conditions.insist(write, this.#stopping.signal),
      transfer: { ...claimed, state: { name: 'uploading' } },
      isSending: true,
      isInitiating: false,
      damagedEtag: claimed.damagedEtag,
      brokenBody: undefined,
      endedAs: undefined,
      ended: Promise.resolve(),
    };
  }

  get #requestsOnTheWay(): number {
    return this.#partSlots.taken + this.#laneSlots.small.taken;
  }

  #limitedBy(): ConnectionLimit | undefined {
    const { adaptive, limiters, settings } = this.#options;
    const partsWait = this.#partSlots.isWanted;
    const smallWait = this.#laneSlots.small.isWanted;
    const fileWaits = [...this.#running].some(({ fileSlots }) => fileSlots.isWanted);
    if (!partsWait && !smallWait && !fileWaits) return undefined;
    if (limiters.isLowered) return 'oss';
    if ((partsWait || fileWaits) && adaptive.waitsForSource) return 'disk';
    if (settings().bandwidthLimit !== null) return 'setting';
    if (partsWait) return adaptive.limitedBy('parts');
    return smallWait ? adaptive.limitedBy('smallFiles') : 'setting';
  }

  #slotsOf(lane: Lane): number {
    const { adaptive, settings } = this.#options;
    return lane === 'small' ? adaptive.smallFiles : settings().jobsAtOnce;
  }

  /** @param count passes what moved to the limits, and returns true when one of them changed */
  #adapt(count: (limits: AdaptiveLimits) => boolean): void {
    const { adaptive, changed } = this.#options;
    if (!count(adaptive)) return;
    this.#enforced = undefined;
    changed();
  }

  async #batch(id: number): Promise<Batch> {
    const { ports, conditions, facts } = this.#options;
    const known = facts.batches.get(id);
    if (known !== undefined) return known;
    // The row is claimed already: without this retry it would stay `uploading` without a run.
    const batch = await conditions.insist(() => ports.store.batch(id), this.#stopping.signal);
    if (batch === undefined) throw new Error(`Batch ${id} of a claimed transfer is gone`);
    // Few batches run at a time; dropped batches are read again when needed.
    if (facts.batches.size >= 100) facts.batches.clear();
    facts.batches.set(id, batch);
    return batch;
  }
}

function partsOf(batch: Batch, settings: Settings): number {
  return batch.options.parallel ?? settings.partsPerFile;
}
