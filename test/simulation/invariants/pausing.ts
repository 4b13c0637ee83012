import type { TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import { selectsBatch } from '../queue/commands.ts';
import type { Witness } from '../witness.ts';
import type { Scene } from './scene.ts';

/** The rows that the user paused and resumed, from confirmed commands. */
export class PauseBook {
  /** Batches that were paused as a whole while they were scanned, and not resumed since. */
  readonly #paused = new Set<number>();
  #underway = 0;
  #resumes = 0;

  /** Whether a pause is being carried out. */
  get isPausing(): boolean {
    return this.#underway > 0;
  }

  isPaused(batchId: number): boolean {
    return this.#paused.has(batchId);
  }

  /** @param scanning the batches that are scanned now */
  async pausing(
    selection: TransferSelection,
    scanning: () => readonly number[],
    work: () => Promise<unknown>,
  ): Promise<void> {
    this.#underway += 1;
    const before = scanning();
    const resumes = this.#resumes;
    await work().finally(() => {
      this.#underway -= 1;
    });
    // Asked for meanwhile, it may have come after the pause.
    if (this.#resumes !== resumes) return;
    for (const id of before) if (selectsBatch(selection, id)) this.#paused.add(id);
  }

  /** From the moment it is asked for, what a scan finds may be queued. */
  resuming(selection: TransferSelection): void {
    this.#resumes += 1;
    for (const id of [...this.#paused]) if (selectsBatch(selection, id)) this.#paused.delete(id);
  }

  /** The process died: what was being carried out may have happened or not. */
  forget(): void {
    this.#underway = 0;
  }
}

/** 6. Rows are paused by people only, and stay so until people resume them, also in a scan. */
export function pauseInvariants(book: PauseBook, { world, queue }: Scene): Partial<Witness> {
  return {
    booted: () => {
      book.forget();
    },
    rowMoved: (_before, after) => {
      if (after.state.name !== 'paused' || book.isPausing) return;
      world.violate(6, `row ${after.id} is paused without a command`);
    },
    rowsAdded: (rows) => {
      for (const { id, batchId, state } of rows) {
        const isScanned = (queue().batches.get(batchId)?.unfinished.length ?? 0) > 0;
        if (state.name === 'paused') world.faults.count('scan-paused');
        if (state.name !== 'queued' || !isScanned || !book.isPaused(batchId)) continue;
        world.violate(6, `row ${id} is queued, and its batch is paused`);
      }
    },
  };
}
