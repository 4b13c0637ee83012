import type { Settings } from '../../../shared/settings.ts';
import type { Batch } from '../../../shared/transfer.ts';
import { stateAfter } from '../../../shared/transfer-state.ts';
import type { AccountGates, AccountTrouble } from '../conditions/account-gates.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import { accountTroubleOf, type ActiveRun } from './active-run.ts';
import { withDamage } from './damaged-object.ts';
import { BodyLimit } from '../limits/body-limit.ts';
import type { DiskRoom } from '../conditions/disk-room.ts';
import type { EnginePorts } from '../api.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import type { ObjectTarget } from '../ports/object-store.ts';
import type { ClaimedTransfer, Lane } from '../ports/transfer-store.ts';
import type { Progress } from '../progress/progress.ts';
import { endingOf, withTrace } from './run-ending.ts';
import { runTransfer } from './run-transfer.ts';
import { RunningBytes } from '../progress/running-bytes.ts';
import type { RunEnding } from './ending.ts';
import { Slots } from '../limits/slots.ts';
import type { AwaySource } from '../conditions/source-watch.ts';
import type { UploadRun } from './upload-run.ts';
import type { WorkScope } from '../queue/work-scope.ts';

export interface SchedulerOptions {
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly scope: WorkScope;
  readonly gates: AccountGates;
  readonly paces: AccountPaces;
  readonly room: DiskRoom;
  readonly progress: () => Progress;
  /** Called when an account is blocked; its other runs have been interrupted already. */
  readonly onTrouble: (target: ObjectTarget, trouble: AccountTrouble) => void;
  /** Called when a row waits for an account that can work again already. */
  readonly endWait: (why: AccountTrouble['why'], accountId: string) => Promise<void>;
  /** Called when a run ended: rows to claim, clean-ups, or a settled queue may follow. */
  readonly onRunEnded: () => void;
  /** Called when a row waits until that time. */
  readonly onWait: (until: number) => void;
  /** Called when a row waits until the disk of its file is back. */
  readonly onAway: (source: AwaySource) => void;
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
  readonly #batches = new Map<number, Batch>();
  readonly #stopping = new AbortController();
  /**
   * Lanes whose last claim found no row; the scheduler skips them until rows may have been queued.
   */
  readonly #exhausted = new Set<Lane>();
  /** Counts how often rows may have been queued. */
  #expectations = 0;

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
   * Applies the limits after the settings changed, or after the disk became full or has free space.
   * Requests in flight continue. On a full disk no other request begins whose result could not be
   * recorded.
   */
  applyLimits(): void {
    const settings = this.#options.settings();
    const { full } = this.#options.room;
    this.#partSlots.setCapacity(full ? 0 : settings.partsAtOnce);
    for (const lane of ['small', 'large'] as const) {
      this.#laneSlots[lane].setCapacity(full ? 0 : placesOf(lane, settings));
    }
    this.#options.paces.applySettings();
    for (const run of this.#running) run.fileSlots.setCapacity(partsOf(run.batch, settings));
  }

  /** Makes all lanes claim again, because rows may have been queued. */
  expectRows(): void {
    this.#expectations += 1;
    this.#exhausted.clear();
  }

  /** Discards the cached batches, because their options may have changed. */
  forgetBatches(): void {
    this.#batches.clear();
  }

  /** Claims as many rows of a lane as it has slots, plus some that wait for the next slots. */
  async fill(lane: Lane): Promise<void> {
    const { ports, settings, gates, scope } = this.#options;
    const places = placesOf(lane, settings());
    const wanted = places + Math.floor(places * takenAhead[lane]);
    const inLane = [...this.#running].filter((run) => run.claimed.lane === lane);
    const sending = inLane.filter((run) => run.sending).length;
    const free = Math.min(wanted - sending, wanted * outstandingWrites - inLane.length);
    if (free <= 0 || this.#exhausted.has(lane)) return;
    const before = this.#expectations;
    const claimed = await ports.store.claim(lane, free, gates.blockedIds, scope.rows);
    // Rows that were queued during the claim need another claim.
    if (claimed.length === 0 && before === this.#expectations) this.#exhausted.add(lane);
    for (const transfer of claimed) await this.#start(transfer);
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
    const { ports, settings, progress, fatal, onRunEnded } = this.#options;
    const batch = await this.#batch(claimed.batchId);
    const controller = new AbortController();
    const run: ActiveRun = {
      claimed,
      batch,
      controller,
      bytes: new RunningBytes(claimed, progress().total, ports.clock, () => {
        progress().touch();
      }),
      fileSlots: new Slots(partsOf(batch, settings())),
      transfer: { ...claimed, state: { name: 'uploading' } },
      sending: true,
      damagedEtag: claimed.damagedEtag,
      brokenBody: undefined,
      initiating: false,
      endedAs: undefined,
      away: undefined,
      ended: Promise.resolve(),
    };
    this.#running.add(run);
    run.ended = this.#run(run)
      .catch(fatal)
      .finally(() => {
        this.#running.delete(run);
        // Another row may be waiting for the key of this row.
        this.expectRows();
        onRunEnded();
      });
  }

  async #run(run: ActiveRun): Promise<void> {
    const { ports, progress, onRunEnded } = this.#options;
    ports.log.write('info', { event: 'transfer-started', transferId: run.claimed.id });
    const ending = await this.#runToEnding(run);
    run.sending = false;
    onRunEnded();
    await this.#write(run, ending);
    progress().touch();
  }

  async #runToEnding(run: ActiveRun): Promise<RunEnding> {
    const { ports, gates, paces, settings } = this.#options;
    const { claimed } = run;
    let leave: (() => void) | undefined;
    try {
      leave = await this.#laneSlots[claimed.lane].acquire(run.controller.signal);
      const ending = await runTransfer(this.#uploadRun(run), () => this.#verifying(run));
      if (ending.event.type === 'finish') this.#bodyLimit.carried(run.bytes.size);
      return ending;
    } catch (thrown) {
      const verdict = await endingOf(run, thrown, {
        ...{ ports, paces, settings: settings(), bodyLimit: this.#bodyLimit },
        trouble: () => gates.trouble(claimed.accountId),
      });
      if (verdict.trouble !== undefined) this.#block(run, verdict.trouble);
      run.away = verdict.away;
      return withDamage(withTrace(verdict.ending, claimed.attempts), run.damagedEtag);
    } finally {
      leave?.();
    }
  }

  /** Writes the ending of a run; a full disk delays the write. */
  async #write(run: ActiveRun, ending: RunEnding): Promise<void> {
    const { ports, room, gates, onWait, onAway, endWait } = this.#options;
    const { id, accountId } = run.claimed;
    const { event, facts } = ending;
    const { signal } = this.#stopping;
    try {
      const applied = await room.insist(() => ports.store.apply(id, event, facts), signal);
      if (!applied) return;
      run.endedAs = event.type;
      this.#tell(run, ending);
      if (event.type === 'wait' && event.until !== undefined) onWait(event.until);
      if (run.away !== undefined) onAway(run.away);
      const why = accountTroubleOf(event);
      // The account may have recovered while the disk was full, so no later event would end this
      // wait.
      if (why !== undefined && !gates.isBlocked(accountId, why)) await endWait(why, accountId);
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
    const { ports, room } = this.#options;
    run.damagedEtag = etag;
    const write = () => ports.store.saveDamagedObject(run.claimed.id, etag);
    await room.insist(write, this.#stopping.signal);
  }

  async #verifying(run: ActiveRun): Promise<void> {
    const { ports, progress } = this.#options;
    await ports.store.apply(run.claimed.id, { type: 'verify' });
    run.transfer = { ...run.transfer, state: { name: 'verifying' } };
    progress().touch();
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

  #block(run: ActiveRun, trouble: AccountTrouble): void {
    const { gates, onTrouble, ports } = this.#options;
    const { accountId, bucket, key } = run.claimed;
    if (!gates.block(accountId, trouble)) return;
    ports.log.write('warning', { event: 'account-stopped', error: trouble.error });
    for (const other of this.#running) {
      if (other !== run && other.sending && other.claimed.accountId === accountId) {
        other.controller.abort(new Interruption('blocked'));
      }
    }
    onTrouble({ accountId, bucket, key }, trouble);
  }

  async #batch(id: number): Promise<Batch> {
    const { ports, room } = this.#options;
    const known = this.#batches.get(id);
    if (known !== undefined) return known;
    // The row is claimed already: without this retry it would stay `uploading` without a run.
    const batch = await room.insist(() => ports.store.batch(id), this.#stopping.signal);
    if (batch === undefined) throw new Error(`Batch ${id} of a claimed transfer is gone`);
    // Few batches run at a time; dropped batches are read again when needed.
    if (this.#batches.size >= 100) this.#batches.clear();
    this.#batches.set(id, batch);
    return batch;
  }
}

function placesOf(lane: Lane, settings: Settings): number {
  return lane === 'small' ? settings.smallFilesAtOnce : settings.jobsAtOnce;
}

function partsOf(batch: Batch, settings: Settings): number {
  return batch.options.parallel ?? settings.partsPerFile;
}
