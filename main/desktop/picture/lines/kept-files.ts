import type { LineKey } from '../../../../shared/ipc/picture-question.ts';
import type { LineList, PictureLine } from '../../../../shared/ipc/picture.ts';
import type { KeptTree, ShownLine } from '../../../engine/ports/picture-queries.ts';
import type { UploadQuestion } from './opened-upload.ts';
import { partOf } from './tree-lines.ts';

/** Lines that are remembered: more than one question asks for. */
const mostKept = 2000;
const none: KeptTree = { files: [], folders: [], shown: [], isTop: false };

/**
 * The lines of an opened upload that the user has seen under a filter. They keep their places until
 * the filter is chosen again, also when a file no longer fits or when another one begins to fit. Of
 * a long list, the lines that were seen last are remembered.
 */
export class KeptFiles {
  #view = '';
  readonly #seen = new Set<LineKey>();
  /** The lines of the last picture. */
  #shown: Pick<KeptTree, 'shown' | 'isTop'> = none;

  /** What stays in the tree of a view; a view that the user chose anew keeps nothing. */
  partFor({ batchId, filter, search = '', entered }: UploadQuestion): KeptTree {
    const view = JSON.stringify([batchId, filter, search, entered]);
    if (view !== this.#view) this.forget();
    this.#view = view;
    return filter === 'all' ? none : { ...partOf([...this.#seen]), ...this.#shown };
  }

  /** Remembers the lines that a picture shows. */
  see({ first, lines }: Pick<LineList, 'first' | 'lines'>): void {
    this.#shown = { shown: lines.flatMap(shownLine), isTop: first === 0 };
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
    this.#shown = none;
  }
}

function shownLine(line: PictureLine): readonly ShownLine[] {
  if (line.kind === 'file') return [{ kind: 'file', id: line.key }];
  if (line.kind !== 'folder') return [];
  return partOf([line.key]).folders.map((id) => ({ kind: 'folder', id, isOpen: line.open }));
}
