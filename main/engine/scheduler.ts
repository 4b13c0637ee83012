import { toErrorRecord } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Batch } from '../../shared/transfer.ts';
import { stateAfter } from '../../shared/transfer-state.ts';
import type { AccountGates } from './account-gates.ts';
import { AccountPace } from './account-pace.ts';
import type { ActiveRun } from './active-run.ts';
import type { DiskRoom } from './disk-room.ts';
import type { EnginePorts } from './face.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';
import type { AccountTrouble } from './judge-failure.ts';
import type { ObjectTarget } from './ports/object-store.ts';
import type { ClaimedTransfer, Lane } from './ports/transfer-store.ts';
import type { Progress } from './progress.ts';
import { endingOf } from './run-ending.ts';
import { runTransfer } from './run-transfer.ts';
import { RunningBytes } from './running-bytes.ts';
import type { Ending } from './send-under-policy.ts';
import { Slots } from './slots.ts';
import { StallMemory } from './stall-memory.ts';
import type { UploadRun } from './upload-run.ts';

export interface SchedulerOptions {
  readonly ports: EnginePorts;
  readonly settings: () => Settings;
  readonly gates: AccountGates;
  readonly room: DiskRoom;
  readonly progress: () => Progress;
  /** An account cannot work: its other runs have been interrupted already. */
  readonly onTrouble: (target: ObjectTarget, trouble: AccountTrouble) => void;
  /** A run ended: there may be something to take, to clean up, or nothing left to do. */
  readonly onRunEnded: () => void;
  /** A row waits until that time. */
  readonly onWait: (until: number) => void;
  readonly fatal: (thrown: unknown) => void;
}

/** Rows whose last write is outstanding may exceed the lane by this factor, no more. */
const outstandingWrites = 4;

/** Runs transfers: as many as the lanes allow, never the same key twice at the same time. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #running = new Map<number, ActiveRun>();
  readonly #paces = new Map<string, AccountPace>();
  readonly #partSlots: Slots;
  readonly #stalls = new StallMemory();
  readonly #batches = new Map<number, Batch>();
  readonly #stopping = new AbortController();
  /** Lanes whose last look found nothing; they are left alone until something changes. */
  readonly #exhausted = new Set<Lane>();

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#partSlots = new Slots(options.settings().partsAtOnce);
  }

  get running(): ReadonlyMap<number, ActiveRun> {
    return this.#running;
  }

  isInitiating(accountId: string, bucket: string, key: string): boolean {
    for (const { initiating, claimed } of this.#running.values()) {
      if (!initiating) continue;
      if (claimed.accountId === accountId && claimed.bucket === bucket && claimed.key === key) {
        return true;
      }
    }
    return false;
  }

  /** The settings changed: running transfers follow. */
  applySettings(): void {
    const settings = this.#options.settings();
    this.#partSlots.setCapacity(settings.partsAtOnce);
    for (const pace of this.#paces.values()) pace.setCeiling(paceCeiling(settings));
    for (const run of this.#running.values())
      run.fileSlots.setCapacity(partsOf(run.batch, settings));
  }

  /** Rows may have been queued: the lanes are worth a look again. */
  expectRows(): void {
    this.#exhausted.clear();
  }

  /** Takes as many rows of a lane as there are places. */
  async fill(lane: Lane): Promise<void> {
    const { ports, settings, gates } = this.#options;
    const { smallFilesAtOnce, jobsAtOnce } = settings();
    const places = lane === 'small' ? smallFilesAtOnce : jobsAtOnce;
    const inLane = [...this.#running.values()].filter((run) => run.claimed.lane === lane);
    const sending = inLane.filter((run) => run.sending).length;
    const free = Math.min(places - sending, places * outstandingWrites - inLane.length);
    if (free <= 0 || this.#exhausted.has(lane)) return;
    const claimed = await ports.store.claim(lane, free, gates.blockedIds);
    if (claimed.length === 0) this.#exhausted.add(lane);
    for (const transfer of claimed) await this.#start(transfer);
  }

  /** Stops the runs that are meant and waits until each is on disk. @returns how many there were */
  async interrupt(
    meant: (transfer: ClaimedTransfer) => boolean,
    why: InterruptionCause,
  ): Promise<number> {
    const runs = [...this.#running.values()].filter((run) => meant(run.claimed));
    for (const run of runs) run.controller.abort(new Interruption(why));
    await Promise.all(runs.map((run) => run.ended));
    return runs.length;
  }

  /** Ends all runs, also those that wait for room on the disk, and leaves their rows queued. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Interruption('stop'));
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
      initiating: false,
      ended: Promise.resolve(),
    };
    this.#running.set(claimed.id, run);
    run.ended = this.#run(run)
      .catch(fatal)
      .finally(() => {
        this.#running.delete(claimed.id);
        // Another row may have waited for this one's key.
        this.#exhausted.delete(claimed.lane);
        onRunEnded();
      });
  }

  async #run(run: ActiveRun): Promise<void> {
    const { ports, progress, room, gates, settings, onRunEnded, onWait } = this.#options;
    const { claimed } = run;
    ports.log.write('info', { event: 'transfer-started', transferId: claimed.id });
    let ending: Ending;
    try {
      ending = await runTransfer(await this.#uploadRun(run), () => this.#verifying(run));
      this.#stalls.moved();
    } catch (thrown) {
      const trouble = () => gates.trouble(claimed.accountId);
      const verdict = await endingOf(run, thrown, ports, settings(), trouble);
      if (toErrorRecord(thrown).code === 'no-progress') this.#stalls.stalled();
      if (verdict.trouble !== undefined) this.#block(run, verdict.trouble);
      ({ ending } = verdict);
    }
    run.sending = false;
    onRunEnded();
    const { signal } = this.#stopping;
    try {
      const write = () => ports.store.apply(claimed.id, ending.event, ending.facts);
      if (await room.insist(write, signal)) this.#tell(run, ending);
      if (ending.event.type === 'wait' && ending.event.until !== undefined) {
        onWait(ending.event.until);
      }
      if (ending.event.type === 'requeue') this.expectRows();
    } catch (thrown) {
      // The disk stayed full until we stopped: the next start finds the row running and queues it.
      if (!signal.aborted) throw thrown;
    }
    progress().touch();
  }

  async #uploadRun(run: ActiveRun): Promise<UploadRun> {
    const { ports, settings } = this.#options;
    const { claimed, batch, controller } = run;
    const { accountId, bucket, key } = claimed;
    const answered =
      batch.conflictPolicy === 'ask' ? await ports.store.conflictPolicyOf(claimed.id) : undefined;
    return {
      ports,
      transfer: claimed,
      batch,
      policy: answered ?? batch.conflictPolicy,
      target: { accountId, bucket, key },
      signal: controller.signal,
      settings,
      pace: this.#pace(accountId, bucket),
      partSlots: this.#partSlots,
      fileSlots: run.fileSlots,
      bytes: run.bytes,
      wantedPartSize: () => this.#stalls.partSize(batch.options.partSize ?? settings().partSize),
      initiating: (begun) => {
        run.initiating = begun;
      },
    };
  }

  async #verifying(run: ActiveRun): Promise<void> {
    const { ports, progress } = this.#options;
    await ports.store.apply(run.claimed.id, { type: 'verify' });
    run.transfer = { ...run.transfer, state: { name: 'verifying' } };
    progress().touch();
  }

  #tell(run: ActiveRun, ending: Ending): void {
    const { ports, progress } = this.#options;
    const { event, facts } = ending;
    const state = stateAfter(event);
    const size = facts?.size ?? run.claimed.size;
    const key = facts?.key ?? run.claimed.key;
    const bytesSent = state.name === 'done' ? size : run.bytes.committed;
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
    const target = { accountId, bucket, key };
    if (!gates.block(target, trouble)) return;
    ports.log.write('warning', { event: 'account-stopped', error: trouble.error });
    for (const other of this.#running.values()) {
      if (other !== run && other.sending && other.claimed.accountId === accountId) {
        other.controller.abort(new Interruption('blocked'));
      }
    }
    onTrouble(target, trouble);
  }

  #pace(accountId: string, bucket: string): AccountPace {
    const name = `${accountId}/${bucket}`;
    let pace = this.#paces.get(name);
    if (pace === undefined) {
      pace = new AccountPace(paceCeiling(this.#options.settings()), this.#options.ports.clock);
      this.#paces.set(name, pace);
    }
    return pace;
  }

  async #batch(id: number): Promise<Batch> {
    const known = this.#batches.get(id);
    if (known !== undefined) return known;
    const batch = await this.#options.ports.store.batch(id);
    if (batch === undefined) throw new Error(`Batch ${id} of a claimed transfer is gone`);
    // Few batches run at a time; old ones are read again when they are needed.
    if (this.#batches.size >= 100) this.#batches.clear();
    this.#batches.set(id, batch);
    return batch;
  }
}

function paceCeiling(settings: Settings): number {
  return settings.partsAtOnce + settings.smallFilesAtOnce;
}

function partsOf(batch: Batch, settings: Settings): number {
  return batch.options.parallel ?? settings.partsPerFile;
}
