import type { Settings } from '../../../shared/settings.ts';
import type { Batch } from '../../../shared/transfer.ts';
import { stateAfter } from '../../../shared/transfer-state.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import type { ActiveRun } from './active-run.ts';
import { withDamage } from './damaged-object.ts';
import { BodyLimit } from '../limits/body-limit.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { Change, Facts } from '../facts.ts';
import type { EnginePorts } from '../api.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import type { ClaimedTransfer, Lane } from '../ports/transfer-store.ts';
import type { Progress } from '../progress/progress.ts';
import { type EndedRun, endingOf, withTrace } from './run-ending.ts';
import { runTransfer } from './run-transfer.ts';
import { RunningBytes } from '../progress/running-bytes.ts';
import type { RunEnding } from './ending.ts';
import { Slots } from '../limits/slots.ts';
import type { UploadRun } from './upload-run.ts';
import type { WorkScope } from '../queue/work-scope.ts';

export interface SchedulerOptions {
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly facts: Facts;
  readonly scope: WorkScope;
  readonly conditions: ConditionRegister;
  readonly paces: AccountPaces;
  readonly progress: () => Progress;
  readonly changed: (change?: Change) => void;
  readonly fatal: (thrown: unknown) => void;
}

/** Rows whose last write is outstanding may exceed the lane limit by at most this factor. */
const outstandingWrites = 4;
/**
 * Small files claimed ahead, as a share of the lane limit: a free slot is used at once, without
 * waiting for a commit. Large files run long enough not to need it.
 */
const takenAhead = { small: 1, large: 0 } as const satisfies Record<Lane, number>;

/** Runs transfers within the lane limits, and never two transfers of one key at the same time. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #running = new Set<ActiveRun>();
  readonly #partSlots: Slots;
  readonly #laneSlots: Readonly<Record<Lane, Slots>>;
  readonly #bodyLimit = new BodyLimit();
  readonly #stopping = new AbortController();
  /** The conditions and the settings that were enforced last. */
  #enforced: { readonly version: number; readonly settings: Settings } | undefined;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const settings = options.settings();
    this.#partSlots = new Slots(settings.partsAtOnce);
    this.#laneSlots = {
      small: new Slots(placesOf('small', settings)),
      large: new Slots(placesOf('large', settings)),
    };
  }

  get running(): ReadonlySet<ActiveRun> {
    return this.#running;
  }

  /**
   * Runs whose ending is not published yet. For a published run, its ending is the latest state.
   */
  *moving(): Iterable<ActiveRun> {
    for (const run of this.#running) if (run.endedAs === undefined) yield run;
  }

  isInitiating(accountId: string, bucket: string, key: string): boolean {
    for (const { initiating, claimed } of this.#running) {
      if (!initiating) continue;
      if (claimed.accountId === accountId && claimed.bucket === bucket && claimed.key === key) {
        return true;
      }
    }
    return false;
  }

  /**
   * Applies the settings and the conditions to running transfers, when they changed. Requests in
   * flight continue. While a condition holds requests, no other request begins whose result could
   * not be recorded.
   */
  enforce(): void {
    const { conditions, paces } = this.#options;
    const settings = this.#options.settings();
    const { version } = conditions;
    if (this.#enforced?.version === version && this.#enforced.settings === settings) return;
    this.#enforced = { version, settings };
    const held = conditions.holdsRequests;
    this.#partSlots.setCapacity(held ? 0 : settings.partsAtOnce);
    for (const lane of ['small', 'large'] as const) {
      this.#laneSlots[lane].setCapacity(held ? 0 : placesOf(lane, settings));
    }
    paces.applySettings();
    for (const run of this.#running) {
      run.fileSlots.setCapacity(partsOf(run.batch, settings));
      const stopped = run.sending && conditions.interrupts(run.claimed.accountId);
      if (stopped)
        run.controller.abort(new Interruption(stopped === 'all' ? 'restart' : 'blocked'));
    }
  }

  /** The number of rows to claim: the free slots, plus some rows that wait for the next slots. */
  freeSlots(lane: Lane): number {
    const places = placesOf(lane, this.#options.settings());
    const wanted = places + Math.floor(places * takenAhead[lane]);
    let running = 0;
    let sending = 0;
    for (const run of this.#running) {
      if (run.claimed.lane !== lane) continue;
      running += 1;
      if (run.sending) sending += 1;
    }
    return Math.min(wanted - sending, wanted * outstandingWrites - running);
  }

  /** Claims rows of a lane and starts them. @returns how many were found */
  async claim(lane: Lane, limit: number): Promise<number> {
    const { ports, conditions, scope } = this.#options;
    const { blockedAccounts, version } = conditions;
    const claimed = await ports.store.claim(lane, limit, blockedAccounts, scope.rows);
    for (const transfer of claimed) await this.#start(transfer);
    // A condition that began meanwhile concerns these runs too.
    if (conditions.version !== version) this.#enforced = undefined;
    return claimed.length;
  }

  /** Stops the matching runs and waits until each is on disk. @returns those that ended as `as` */
  async interrupt(
    meant: (transfer: ClaimedTransfer) => boolean,
    why: InterruptionCause,
  ): Promise<readonly ActiveRun[]> {
    const runs = [...this.#running].filter((run) => meant(run.claimed));
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

  async #start(claimed: ClaimedTransfer): Promise<void> {
    const { ports, settings, progress, fatal, changed } = this.#options;
    const batch = await this.#batch(claimed.batchId);
    const controller = new AbortController();
    const run: ActiveRun = {
      claimed,
      batch,
      controller,
      bytes: new RunningBytes(claimed, progress().total, ports.clock, () => {
        changed('bytes');
      }),
      fileSlots: new Slots(partsOf(batch, settings())),
      transfer: { ...claimed, state: { name: 'uploading' } },
      sending: true,
      damagedEtag: claimed.damagedEtag,
      brokenBody: undefined,
      initiating: false,
      endedAs: undefined,
      ended: Promise.resolve(),
    };
    this.#running.add(run);
    run.ended = this.#run(run)
      .catch(fatal)
      .finally(() => {
        this.#running.delete(run);
        changed('runs');
      });
  }

  async #run(run: ActiveRun): Promise<void> {
    const { ports, conditions, changed } = this.#options;
    ports.log.write('info', { event: 'transfer-started', transferId: run.claimed.id });
    const ended = await this.#runToEnding(run);
    run.sending = false;
    if (ended.condition !== undefined) conditions.raise(ended.condition, run.claimed);
    changed();
    await this.#write(run, ended);
  }

  async #runToEnding(run: ActiveRun): Promise<EndedRun> {
    const { ports, conditions, paces, settings } = this.#options;
    const { claimed } = run;
    let leave: (() => void) | undefined;
    try {
      leave = await this.#laneSlots[claimed.lane].acquire(run.controller.signal);
      const ending = await runTransfer(this.#uploadRun(run), () => this.#verifying(run));
      if (ending.event.type === 'finish') this.#bodyLimit.carried(run.bytes.size);
      return { ending };
    } catch (thrown) {
      const ended = await endingOf(run, thrown, {
        ...{ ports, paces, settings: settings(), bodyLimit: this.#bodyLimit },
        condition: () => conditions.ofAccount(claimed.accountId),
      });
      const ending = withDamage(withTrace(ended.ending, claimed.attempts), run.damagedEtag);
      return { ...ended, ending };
    } finally {
      leave?.();
    }
  }

  /** Writes the ending of a run; a full disk delays the write. */
  async #write(run: ActiveRun, { ending, condition }: EndedRun): Promise<void> {
    const { ports, conditions, changed } = this.#options;
    const { id, accountId } = run.claimed;
    const { event, facts } = ending;
    const { signal } = this.#stopping;
    try {
      const applied = await conditions.insist(() => ports.store.apply(id, event, facts), signal);
      if (!applied) return;
      run.endedAs = event.type;
      this.#tell(run, ending);
      if (event.type !== 'wait') return;
      if (event.until !== undefined) changed({ waitsUntil: event.until });
      // The condition may have ended while the disk was full, so no later event would end this wait.
      const hasEnded = condition !== undefined && !conditions.has(condition);
      if (hasEnded) await conditions.release(event.why, accountId);
    } catch (thrown) {
      // The disk stayed full until the stop: the next start finds the row running and requeues it.
      if (!signal.aborted) throw thrown;
    }
  }

  #uploadRun(run: ActiveRun): UploadRun {
    const { ports, settings, paces } = this.#options;
    const { claimed, batch, controller } = run;
    const { accountId, bucket, key } = claimed;
    return {
      ports,
      transfer: claimed,
      batch,
      policy: claimed.conflictPolicy ?? batch.conflictPolicy,
      target: { accountId, bucket, key },
      signal: controller.signal,
      settings,
      pace: paces.of(accountId, bucket),
      partSlots: this.#partSlots,
      fileSlots: run.fileSlots,
      bytes: run.bytes,
      wantedPartSize: () => batch.options.partSize ?? settings().partSize,
      bodyLimit: () => this.#bodyLimit.bytes,
      bodyBroke: (size) => {
        run.brokenBody = size;
      },
      damagedEtag: () => run.damagedEtag,
      rememberDamaged: (etag) => this.#rememberDamaged(run, etag),
      initiating: (begun) => {
        run.initiating = begun;
      },
    };
  }

  /** Records the ETag; a full disk delays it. No other request is sent before it is written. */
  async #rememberDamaged(run: ActiveRun, etag: string | undefined): Promise<void> {
    const { ports, conditions } = this.#options;
    run.damagedEtag = etag;
    const write = () => ports.store.saveDamagedObject(run.claimed.id, etag);
    await conditions.insist(write, this.#stopping.signal);
  }

  async #verifying(run: ActiveRun): Promise<void> {
    const { ports, changed } = this.#options;
    await ports.store.apply(run.claimed.id, { type: 'verify' });
    run.transfer = { ...run.transfer, state: { name: 'verifying' } };
    changed('bytes');
  }

  #tell(run: ActiveRun, ending: RunEnding): void {
    const { ports, progress } = this.#options;
    const { event, facts } = ending;
    const state = stateAfter(event);
    const size = facts?.size ?? run.claimed.size;
    const key = facts?.key ?? run.claimed.key;
    // The parts of a file that has grown since the scan may exceed the size in the row.
    const bytesSent = state.name === 'done' ? size : Math.min(run.bytes.committed, size);
    progress().moved({ ...run.claimed, key, size }, state, bytesSent);
    const log = { transferId: run.claimed.id };
    if (event.type === 'finish') {
      ports.log.write('info', { event: 'transfer-finished', bytes: size, ...log });
    } else if (event.type === 'fail') {
      ports.log.write('error', { event: 'transfer-failed', error: event.error, ...log });
    } else if (event.type === 'wait') {
      const { error } = event;
      const cause = error === undefined ? {} : { error };
      ports.log.write('info', { event: 'transfer-waits', ...cause, ...log });
    }
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

function placesOf(lane: Lane, settings: Settings): number {
  return lane === 'small' ? settings.smallFilesAtOnce : settings.jobsAtOnce;
}

function partsOf(batch: Batch, settings: Settings): number {
  return batch.options.parallel ?? settings.partsPerFile;
}
