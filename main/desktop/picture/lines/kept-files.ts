import type { LineKey } from '../../../../shared/ipc/picture-question.ts';
import type { PictureLine } from '../../../../shared/ipc/picture.ts';
import type { TreePart } from '../../../engine/ports/tree-part.ts';
import type { UploadQuestion } from './opened-upload.ts';
import { partOf } from './tree-lines.ts';

/** Lines that are remembered: more than one question asks for. */
const mostKept = 2000;
const none: TreePart = { files: [], folders: [] };

/**
 * The lines of an opened upload that the user has seen under a filter. They keep their places until
 * the filter is chosen again, also when a file no longer fits. Of a long list, the lines that were
 * seen last are remembered.
 */
export class KeptFiles {
  #view = '';
  readonly #seen = new Set<LineKey>();

  /** What stays in the tree of a view; a view that the user chose anew keeps nothing. */
  partFor({ batchId, filter, search = '', entered }: UploadQuestion): TreePart {
    const view = JSON.stringify([batchId, filter, search, entered]);
    if (view !== this.#view) this.forget();
    this.#view = view;
    return filter === 'all' ? none : partOf([...this.#seen]);
  }

  /** Remembers the lines that a picture shows. */
  see(lines: readonly PictureLine[]): void {
    for (const { key } of lines) {
      this.#seen.delete(key);
      this.#seen.add(key);
    }
    for (const key of this.#seen) {
      if (this.#seen.size <= mostKept) break;
      this.#seen.delete(key);
    }
  }

  /** The user looks at something else. */
  forget(): void {
    this.#view = '';
    this.#seen.clear();
  }
}
