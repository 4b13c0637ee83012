import type * as v from 'valibot';
import type { Envelope } from './define.ts';
import type { targetSchema } from './schemas.ts';

/**
 * What the preload puts on the page, and nothing else. Structural and small on purpose: the typed
 * client that people program against is built from the contract on the page's side.
 */
export interface FerryBridge {
  /** Makes a call of the contract. A call that is not the page's to make is refused. */
  call(group: string, name: string, input: unknown): Promise<Envelope<unknown>>;
  /** Listens to an event of the contract. Returns the undo. */
  on(group: string, name: string, listener: (payload: unknown) => void): () => void;
  /**
   * Uploads files and folders that were dropped or pasted. Their paths are read in the preload;
   * a File that a script made has none and is left out. Resolves with the batch, or null when
   * nothing was left.
   */
  addFiles(
    target: v.InferOutput<typeof targetSchema>,
    files: readonly File[],
  ): Promise<Envelope<number | null>>;
}

/** Just enough of the DOM's File for a layer that has no DOM. */
interface File {
  readonly name: string;
}
