import {
  accountConditionKinds,
  conditionRules,
  isAccountCondition,
} from '../../shared/condition.ts';
import type { WaitReason } from '../../shared/transfer-state.ts';
import type { Engine, ProgressUpdate, Settled } from '../engine/api.ts';
import type { TransferStore } from '../engine/ports/transfer-store.ts';
import type { TransferQueries } from '../engine/ports/transfer-queries.ts';
import type { RowScope } from '../engine/ports/row-selection.ts';

/** Wait reasons that only a person can end. */
const personal: readonly WaitReason[] = [
  'conflict',
  'handed-over',
  ...accountConditionKinds.filter((kind) => conditionRules[kind].endedBy !== 'probe'),
];

type OwnRowsQueue = Pick<TransferStore & TransferQueries, 'batch' | 'standing' | 'transfers'>;

/** The rows that one command added and took: its progress and its end concern only these rows. */
export class OwnRows {
  readonly #store: () => OwnRowsQueue;
  readonly #engine: Pick<Engine, 'subscribe' | 'snapshot' | 'settled'>;
  readonly #batchIds = new Set<number>();
  readonly #ids = new Set<number>();

  /** @param store of the engine; it changes when the engine starts again */
  constructor(
    store: () => OwnRowsQueue,
    engine: Pick<Engine, 'subscribe' | 'snapshot' | 'settled'>,
  ) {
    this.#store = store;
    this.#engine = engine;
  }

  addBatch(batchId: number): void {
    this.#batchIds.add(batchId);
  }

  addRows(ids: readonly number[]): void {
    for (const id of ids) this.#ids.add(id);
  }

  /** The same update, without rows of other connections. */
  async narrow(update: ProgressUpdate): Promise<ProgressUpdate> {
    const { secondsLeft: _all, ...rest } = update;
    const changed = update.changed.filter(
      ({ id, batchId }) => this.#batchIds.has(batchId) || this.#ids.has(id),
    );
    const speeds = update.speeds.filter(({ batchId }) => this.#batchIds.has(batchId));
    const speed = changed.reduce((sum, row) => sum + row.speed, 0);
    const { counters } = await this.#store().standing(this.#rows());
    const { queued, uploading, verifying, waiting, done } = counters.states;
    const alive = queued.bytes + uploading.bytes + verifying.bytes + waiting.bytes;
    const left = alive - (counters.bytesSent - done.bytes);
    return {
      ...rest,
      changed,
      counters,
      speed,
      speeds,
      ...(speed > 0 && left > 0 ? { secondsLeft: Math.ceil(left / speed) } : {}),
      scanning: (await this.#scanning()) ? 1 : 0,
    };
  }

  /** Resolves when these files are settled: no file can move without a person. */
  async settled(): Promise<Settled> {
    const whole: { settled?: Settled; failure?: { readonly reason: unknown } } = {};
    let changed = Promise.withResolvers<undefined>();
    const wake = (): void => {
      changed.resolve(undefined);
    };
    const unsubscribe = this.#engine.subscribe(wake);
    this.#engine.settled().then(
      (settled) => {
        whole.settled = settled;
        wake();
      },
      (reason: unknown) => {
        whole.failure = { reason };
        wake();
      },
    );
    try {
      for (;;) {
        const next = changed;
        const settled = (await this.#readSettled()) ?? whole.settled;
        if (settled !== undefined) return settled;
        if (whole.failure !== undefined) throw whole.failure.reason;
        await next.promise;
        changed = Promise.withResolvers();
      }
    } finally {
      unsubscribe();
    }
  }

  #rows(): RowScope {
    return { batchIds: [...this.#batchIds], ids: [...this.#ids] };
  }

  async #scanning(): Promise<boolean> {
    for (const id of this.#batchIds) {
      if ((await this.#store().batch(id))?.scan === 'scanning') return true;
    }
    return false;
  }

  async #readSettled(): Promise<Settled | undefined> {
    if (await this.#scanning()) return undefined;
    const { conditions } = await this.#engine.snapshot();
    const blocked = conditions.filter(isAccountCondition);
    const { counters, waits } = await this.#store().standing(this.#rows());
    const { queued, uploading, verifying } = counters.states;
    if (uploading.files + verifying.files > 0) return undefined;
    const found = new Set(waits.map(({ why }) => why));
    if (queued.files > 0) {
      // Rows of an account that cannot work stay in the queue.
      for (const accountId of await this.#accountsOfQueued()) {
        const why = blocked.find((one) => one.accountId === accountId)?.kind;
        if (why === undefined) return undefined;
        found.add(why);
      }
    }
    const waitingFor = [...found];
    return waitingFor.every((why) => personal.includes(why)) ? { waitingFor } : undefined;
  }

  async #accountsOfQueued(): Promise<ReadonlySet<string>> {
    const accounts = new Set<string>();
    for (const id of this.#batchIds) {
      const { counters } = await this.#store().standing({ batchIds: [id] });
      const batch = counters.states.queued.files > 0 ? await this.#store().batch(id) : undefined;
      if (batch !== undefined) accounts.add(batch.destination.accountId);
    }
    for (const { state, accountId } of await this.#store().transfers([...this.#ids])) {
      if (state.name === 'queued') accounts.add(accountId);
    }
    return accounts;
  }
}
