import { randomUUID } from 'node:crypto';
import { TransferError } from '../../../shared/errors.ts';
import type { SourcePath } from '../../../shared/transfer.ts';

/** Paths of one upload, as many as a window can hold; folders bring any number of files. */
const mostPaths = 1_000_000;

/** A page that crashed half way leaves its paths behind; the oldest make room for the newest. */
const mostUploads = 8;

/**
 * The id of all files that came from outside the window. They are kept until they are uploaded or a
 * person does not want them.
 */
export const arrivalsId = randomUUID();

/** Paths that wait until their target is known. The page names them by an id and never sees them. */
export class HandedOver {
  readonly #uploads = new Map<string, SourcePath[]>();

  /**
   * Adds a portion of paths to those of `id`.
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

  /** How many paths of `id` wait. */
  count(id: string): number {
    return this.#uploads.get(id)?.length ?? 0;
  }

  forget(id: string): void {
    this.#uploads.delete(id);
  }

  /**
   * The paths of `id`, in the order in which they came; they are forgotten here.
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
