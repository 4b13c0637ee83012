import type { Destination } from '../../../shared/transfer.ts';
import type { ProgressUpdate } from '../../engine/api.ts';
import type { PictureQueries } from '../../engine/ports/picture-queries.ts';
import { QueueNow } from '../picture/lines/queue-now.ts';
import { RecentEnds } from '../picture/lines/recent-ends.ts';

/** An upload that has ended: no transfer moves or can move by itself. */
export interface EndedUpload {
  readonly id: number;
  readonly name: string;
  readonly destination: Destination;
  readonly done: number;
  readonly failed: number;
  readonly bytes: number;
}

/**
 * Reports once that an upload has ended, and again when a retried one ends again. Ignores uploads
 * that had ended before the first check. It reads only the uploads that the engine's updates name.
 */
export class EndedUploads {
  readonly #queue: QueueNow;
  readonly #ends = new RecentEnds();

  constructor(queries: PictureQueries) {
    this.#queue = new QueueNow(queries);
  }

  take(update: ProgressUpdate): void {
    this.#queue.take(update);
  }

  /** @param now monotonic milliseconds @returns the uploads that ended since the last call */
  async check(now: number): Promise<readonly EndedUpload[]> {
    await this.#queue.refresh();
    const unfinished = new Set(this.#queue.unfinished.keys());
    const ended = this.#ends.take(unfinished, this.#queue.mark.newest, now);
    const facts = await this.#queue.facts(ended);
    return [...facts.values()].map(({ batch, counters }) => {
      const { done, failed } = counters.states;
      const { id, name, destination } = batch;
      return { id, name, destination, done: done.files, failed: failed.files, bytes: done.bytes };
    });
  }
}
