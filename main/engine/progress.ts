import type { Transfer } from '../../shared/transfer.ts';
import { stateNames, type TransferState } from '../../shared/transfer-state.ts';
import { isDiskFull } from './conditions/free-space.ts';
import type { EnginePorts, ProgressUpdate, TransferView } from './api.ts';
import type { Counters } from './ports/transfer-queries.ts';
import { type RunningBytes, UploadSpeeds } from './running-bytes.ts';

/** Milliseconds between two updates: at most ten a second. */
const shortestPause = 100;

const noCounters: Counters = {
  states: Object.fromEntries(
    stateNames.map((name) => [name, { files: 0, bytes: 0 }]),
  ) as Counters['states'],
  bytesSent: 0,
};

/** A row together with its moving bytes. */
interface MovingTransfer {
  readonly transfer: Transfer;
  readonly bytes: RunningBytes;
}

interface ProgressOptions {
  readonly ports: EnginePorts;
  /** Counters of the rows in the scope of the engine. */
  readonly counters: () => Promise<Counters>;
  /** Running rows, without the rows whose ending was published already. */
  readonly running: () => Iterable<MovingTransfer>;
  readonly conditions: () => Pick<
    ProgressUpdate,
    'engine' | 'conditions' | 'scanning' | 'connections'
  >;
  /** Called when the store failed in a way that ends the engine. */
  readonly fatal: (thrown: unknown) => void;
}

/** Collects changes and publishes them at most ten times a second. */
export class Progress {
  readonly speeds = new UploadSpeeds();
  readonly #options: ProgressOptions;
  readonly #listeners = new Set<(update: ProgressUpdate) => void>();
  readonly #stop = new AbortController();
  #changed = new Map<number, TransferView>();
  #manyRows = false;
  #revision = 0;
  #isPublishing = false;
  #publishing: Promise<void> | undefined;
  #dirty = false;
  /** The counters of the last published update. */
  #counters: Counters = noCounters;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  subscribe(listener: (update: ProgressUpdate) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Records the new state of a row. */
  moved(transfer: Transfer, state: TransferState, bytesSent: number): void {
    if (this.#listeners.size === 0) return;
    const row = { ...transfer, state, bytesSent };
    if (state.name === 'done' || state.name === 'skipped') {
      this.speeds.ended(transfer.batchId, this.#options.ports.clock.monotonic());
    }
    this.#changed.set(transfer.id, { ...row, bytesShown: bytesSent, speed: 0 });
    this.publishSoon();
  }

  /** Records that many rows changed their state. */
  rowsChanged(): void {
    this.#manyRows = true;
    this.publishSoon();
  }

  /** Records any other change: bytes, a scan, an account. */
  publishSoon(): void {
    this.#dirty = true;
    if (this.#isPublishing || this.#listeners.size === 0) return;
    this.#isPublishing = true;
    this.#publishing = this.#publishWhileDirty();
  }

  /** @throws TransferError `disk-full` */
  async snapshot(): Promise<ProgressUpdate> {
    const counters = await this.#readCounters();
    return this.#update(counters, new Map(), true);
  }

  /** Publishes the remaining changes once, and nothing afterwards. */
  async stop(): Promise<void> {
    this.#stop.abort();
    // Updates are sent in order, because a receiver would drop an older update that arrives late.
    await this.#publishing;
    if (this.#dirty && this.#listeners.size > 0) await this.#publish().catch(() => undefined);
    this.#listeners.clear();
  }

  async #publishWhileDirty(): Promise<void> {
    const { clock } = this.#options.ports;
    while (this.#dirty && !this.#stop.signal.aborted) {
      await clock.sleep(shortestPause, this.#stop.signal).catch(() => undefined);
      // A full disk blocks every query; unpublished changes are published when it has free space.
      await this.#publish().catch(() => undefined);
    }
    this.#isPublishing = false;
  }

  async #publish(): Promise<void> {
    this.#dirty = false;
    const counters = await this.#readCounters().catch((thrown: unknown) => {
      this.#dirty = true;
      throw thrown;
    });
    const changed = this.#changed;
    const manyRows = this.#manyRows;
    this.#changed = new Map();
    this.#manyRows = false;
    this.#revision += 1;
    const update = this.#update(counters, changed, manyRows);
    // Speeds cover the last seconds, so they fall even when no other change follows.
    if (update.speeds.length > 0) this.#dirty = true;
    for (const listener of this.#listeners) listener(update);
  }

  /** A full disk blocks queries for a while; every other error ends the engine. */
  async #readCounters(): Promise<Counters> {
    try {
      this.#counters = await this.#options.counters();
    } catch (thrown) {
      if (isDiskFull(thrown)) throw thrown;
      this.#options.fatal(thrown);
    }
    return this.#counters;
  }

  #update(
    counters: Counters,
    changed: Map<number, TransferView>,
    manyRows: boolean,
  ): ProgressUpdate {
    const { ports, running, conditions } = this.#options;
    const revision = this.#revision;
    let onTheWay = 0;
    const batchIds = new Set<number>();
    for (const moving of running()) {
      const view = viewOf(moving);
      onTheWay += view.bytesShown - view.bytesSent;
      batchIds.add(view.batchId);
      changed.set(view.id, view);
    }
    const speeds = this.speeds.rates(batchIds, ports.clock.monotonic());
    const speed = speeds.reduce((sum, one) => sum + one.speed, 0);
    const { queued, uploading, verifying, waiting } = counters.states;
    const alive = queued.bytes + uploading.bytes + verifying.bytes + waiting.bytes;
    const sentOfAlive = counters.bytesSent - counters.states.done.bytes;
    const left = Math.max(0, alive - sentOfAlive - onTheWay);
    return {
      revision,
      counters,
      speed,
      speeds,
      ...secondsLeft(left, speed),
      changed: [...changed.values()],
      manyRows,
      ...conditions(),
    };
  }
}

function viewOf({ transfer, bytes }: MovingTransfer): TransferView {
  const { size, speed, shown, committed, partsMoving } = bytes;
  return {
    ...transfer,
    size,
    // The parts of a file that has shrunk may exceed its size.
    bytesSent: Math.min(committed, shown),
    bytesShown: shown,
    speed,
    partsMoving,
    ...secondsLeft(size - shown, speed),
  };
}

function secondsLeft(bytes: number, speed: number): { readonly secondsLeft?: number } {
  return speed > 0 && bytes > 0 ? { secondsLeft: Math.ceil(bytes / speed) } : {};
}
