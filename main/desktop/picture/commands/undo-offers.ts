import type { Undoable } from '../../../../shared/ipc/views.ts';
import type { RowBin } from '../../../engine/ports/transfer-store.ts';
import type { BulkCommands } from './bulk-commands.ts';

export interface UndoOffersOptions {
  readonly bins: () => Promise<RowBin>;
  readonly bulk: Pick<BulkCommands, 'bins' | 'settled' | 'undo'>;
  /** Wall clock, milliseconds: numbers of this start are higher than those of earlier ones. */
  readonly now: () => number;
  /** Calls `work` after some milliseconds; returns the function that cancels it. */
  readonly after: (milliseconds: number, work: () => void) => () => void;
  /** Called when the held answers changed. */
  readonly changed: () => void;
}

/**
 * Milliseconds until a command is final. The window offers its undo for ten seconds, longer under
 * the pointer.
 */
const keptFor = 30_000;
/** Milliseconds until a held answer is given: just after the window stops offering the undo. */
const heldFor = 10_500;

interface Kept {
  readonly files: number;
  readonly cancel: () => void;
  /** The upload whose answer is held. */
  readonly batchId?: number;
}

/**
 * Remembers which commands can be undone, and makes them final afterwards. After a crash nothing can
 * be undone any more: a removal is final, and a held answer was never given.
 */
export class UndoOffers {
  readonly #options: UndoOffersOptions;
  readonly #kept = new Map<number, Kept>();
  #last = 0;
  #emptying: Promise<void> = Promise.resolve();

  constructor(options: UndoOffersOptions) {
    this.#options = options;
  }

  /** Uploads whose conflict answer is held: they no longer ask. */
  get answered(): ReadonlySet<number> {
    return new Set([...this.#kept.values()].flatMap(({ batchId }) => batchId ?? []));
  }

  /** @param command fills the bin of its number and resolves with the number of files */
  async offer(command: (bin: number) => Promise<number>): Promise<Undoable> {
    const bin = this.#next();
    // Kept before the command runs, so that its bin is not emptied meanwhile.
    this.#keep(bin, { files: 0, cancel: this.#endLater(bin) });
    const files = await command(bin);
    const kept = this.#kept.get(bin);
    if (files === 0 || kept === undefined) return { files };
    this.#kept.set(bin, { ...kept, files });
    return { files, undo: bin };
  }

  /** Gives the answer about an upload only when it can no longer be undone. */
  hold(batchId: number, files: number, give: () => Promise<unknown>): Undoable {
    const number = this.#next();
    const cancel = this.#options.after(heldFor, () => {
      this.#forget(number);
      // A queue that is closing asks again at its next start.
      give().catch(() => undefined);
    });
    this.#keep(number, { files, cancel, batchId });
    return { files, undo: number };
  }

  /** @returns false when it is too late */
  async undo(number: number): Promise<boolean> {
    const kept = this.#kept.get(number);
    if (kept === undefined) return false;
    kept.cancel();
    if (kept.batchId === undefined) await this.#options.bulk.undo(number, kept.files);
    this.#forget(number);
    return true;
  }

  /** Makes final what an earlier start left, once its accepted commands are carried out. */
  start(): void {
    void this.#options.bulk.settled().then(() => {
      this.#emptyRest();
    });
  }

  #next(): number {
    this.#last = Math.max(this.#last + 1, this.#options.now());
    return this.#last;
  }

  #keep(number: number, kept: Kept): void {
    this.#kept.set(number, kept);
    this.#options.changed();
  }

  #forget(number: number): void {
    this.#kept.delete(number);
    this.#options.changed();
  }

  #endLater(bin: number): () => void {
    return this.#options.after(keptFor, () => {
      this.#forget(bin);
      this.start();
    });
  }

  /** A queue that is closing or full rejects; the next start empties what is left. */
  #emptyRest(): void {
    const empty = async (): Promise<void> => {
      const bins = await this.#options.bins();
      for (let isLast = false; !isLast;) {
        isLast = await bins.emptyBins([...this.#kept.keys(), ...this.#options.bulk.bins]);
      }
    };
    this.#emptying = this.#emptying.then(empty).catch(() => undefined);
  }
}
