import type { BatchSummary } from '../../engine/ports/transfer-store.ts';

/** A batch that has come to its end: nothing of it moves or will move by itself. */
export interface EndedBatch {
  readonly id: number;
  readonly name: string;
  readonly done: number;
  readonly failed: number;
  readonly bytes: number;
}

/**
 * Tells once when a batch has ended. A batch that is retried and ends again is told again; one that
 * had ended before the first look is not. One that came and ended between two looks is.
 */
export class BatchWatch {
  readonly #alive = new Set<number>();
  #newest = Number.POSITIVE_INFINITY;

  /** @param batches the recent ones, with their counters @returns those that have just ended */
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
