import type { Batch } from '../../shared/transfer.ts';
import type { Settled } from './api.ts';
import type { Lane } from './ports/transfer-store.ts';

/**
 * What changed, as far as it decides what the reactor has to read from the store again. Without a
 * hint, a slot, a limit or a condition changed.
 */
export type Change =
  /** Bytes moved: subscribers want to know, and no work can follow. */
  | 'bytes'
  /** A run ended: its key is free, and it may have left a clean-up. */
  | 'runs'
  /** Rows were added, queued, changed or removed. */
  | 'rows'
  /** A row begins to wait until that time. Wall clock, milliseconds. */
  | { readonly waitsUntil: number };

/** A value from the store that stands until a change voids it. */
class Fact<T> {
  #known: { readonly value: T } | undefined;
  /** Counts the changes that voided the value. */
  #changes = 0;

  get isKnown(): boolean {
    return this.#known !== undefined;
  }

  /** `undefined` also when the value is not known. */
  get value(): T | undefined {
    return this.#known?.value;
  }

  void(): void {
    this.#changes += 1;
    this.#known = undefined;
  }

  /** Corrects a known value. A read that is under way has to be repeated. */
  correct(correction: (value: T) => T): void {
    const known = this.#known;
    this.void();
    if (known !== undefined) this.#known = { value: correction(known.value) };
  }

  /** Asks the store. A change meanwhile voids the answer. */
  async read(query: () => Promise<T>): Promise<void> {
    this.void();
    const before = this.#changes;
    const value = await query();
    if (this.#changes === before) this.#known = { value };
  }
}

/** What the engine knows of the queue, so that a step asks the store only after a change. */
export class Facts {
  /** True when the last claim of the lane found no row. */
  readonly isEmpty: Readonly<Record<Lane, Fact<boolean>>> = {
    small: new Fact(),
    large: new Fact(),
  };
  /** When the next waiting row is due; `undefined` when none waits for a time. Wall clock. */
  readonly nextWake = new Fact<number | undefined>();
  /** When the next clean-up is due; `undefined` when there is none. Wall clock. */
  readonly nextCleanup = new Fact<number | undefined>();
  /** `undefined` while a transfer can continue without a person. */
  readonly settled = new Fact<Settled | undefined>();
  /** Batches of rows that run or ran lately. */
  readonly batches = new Map<number, Batch>();

  apply(change: Change | undefined): void {
    if (change === 'bytes') return;
    this.settled.void();
    if (change === undefined) return;
    if (typeof change === 'object') {
      const { waitsUntil } = change;
      this.nextWake.correct((at) => Math.min(waitsUntil, at ?? waitsUntil));
      return;
    }
    this.rowsQueued();
    this.nextCleanup.void();
    if (change === 'runs') return;
    this.nextWake.void();
    this.batches.clear();
  }

  /** Rows that waited may be queued: both lanes have to be claimed again. */
  rowsQueued(): void {
    this.settled.void();
    for (const isEmpty of Object.values(this.isEmpty)) isEmpty.void();
  }
}
