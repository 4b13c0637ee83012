import { randomUUID } from 'node:crypto';
import { TransferError } from '../../../shared/errors.ts';
import type { SourcePath } from '../../../shared/transfer.ts';

/** The most paths of one upload, as many as a window can hold; a folder counts as one path. */
const mostPaths = 1_000_000;

/** A page that crashed during a call leaves its paths behind; new uploads replace the oldest. */
const mostUploads = 8;

/**
 * The id of all files that came from outside the window. Ferry keeps them until they are uploaded
 * or the user rejects them.
 */
export const arrivalsId = randomUUID();

/**
 * Paths that wait until their target is known. The page names them by an id and never sees them.
 */
export class HandedOver {
  readonly #uploads = new Map<string, SourcePath[]>();

  /**
   * Adds a chunk of paths to those of `id`.
   *
   * @throws TransferError `call-too-large`
   */
  keep(id: string, paths: readonly SourcePath[]): void {
    const kept = this.#uploads.get(id) ?? [];
    if (kept.length + paths.length > mostPaths) {
      this.#uploads.delete(id);
      throw new TransferError({ code: 'call-too-large', detail: 'There are too many paths.' });
    }
    for (const path of paths) kept.push(path);
    this.#uploads.set(id, kept);
    const oldest = [...this.#uploads.keys()].find((other) => other !== arrivalsId);
    if (this.#uploads.size > mostUploads && oldest !== undefined) this.#uploads.delete(oldest);
  }

  /** The number of waiting paths of `id`. */
  count(id: string): number {
    return this.#uploads.get(id)?.length ?? 0;
  }

  forget(id: string): void {
    this.#uploads.delete(id);
  }

  /**
   * Returns the paths of `id` in their order of arrival, and removes them.
   *
   * @throws TransferError `call-refused` when there are none
   */
  take(id: string): readonly SourcePath[] {
    const paths = this.#uploads.get(id);
    this.#uploads.delete(id);
    if (paths !== undefined) return paths;
    throw new TransferError({ code: 'call-refused', detail: 'No files were handed over.' });
  }
}
