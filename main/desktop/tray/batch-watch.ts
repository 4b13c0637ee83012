import type { BatchSummary } from '../../engine/ports/transfer-store.ts';

/** A batch that has ended: no transfer moves or can move by itself. */
export interface EndedBatch {
  readonly id: number;
  readonly name: string;
  readonly done: number;
  readonly failed: number;
  readonly bytes: number;
}

/**
 * Reports once that a batch has ended. Reports a retried batch again when it ends again. Ignores
 * batches that had ended before the first check. Reports batches that were added and ended between
 * two checks.
 */
export class BatchWatch {
  readonly #alive = new Set<number>();
  #newest = Number.POSITIVE_INFINITY;

  /**
   * @param batches the recent batches with their counters @returns the batches that have just ended
   */
  look(batches: readonly BatchSummary[]): readonly EndedBatch[] {
    const seenUntil = this.#newest;
    this.#newest = Math.max(0, ...batches.map(({ id }) => id));
    return batches.flatMap((batch) => {
      if (isAlive(batch)) {
        this.#alive.add(batch.id);
        return [];
      }
      const wasAlive = this.#alive.delete(batch.id);
      return wasAlive || batch.id > seenUntil ? [ended(batch)] : [];
    });
  }
}

function isAlive(batch: BatchSummary): boolean {
  const { queued, uploading, verifying, waiting, paused } = batch.counters.states;
  const rest = queued.files + uploading.files + verifying.files + waiting.files + paused.files;
  return batch.scan === 'scanning' || rest > 0;
}

function ended(batch: BatchSummary): EndedBatch {
  const { id, name, counters } = batch;
  const { done, failed } = counters.states;
  return { id, name, done: done.files, failed: failed.files, bytes: done.bytes };
}
