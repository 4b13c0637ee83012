import type { FileFilter } from '../../../../shared/ipc/picture-question.ts';
import type { PictureQueries } from '../../../engine/ports/picture-queries.ts';
import type { SearchCursor } from '../../../engine/ports/row-selection.ts';

/** Files that a search remembers; more than a person reads. */
const mostFound = 100_000;

/** What a search in an opened upload looks for. */
export interface FileSearchQuestion {
  readonly batchId: number;
  readonly filter: FileFilter;
  readonly search: string;
  /** Another time searches again. */
  readonly entered?: number | undefined;
}

/** Searches the files of an opened upload in portions, and sorts rows of an older Ferry. */
export class FileSearch {
  readonly #queries: PictureQueries;
  readonly #changed: () => void;
  #question = '';
  #running: AbortController | undefined;
  #firstFound: Promise<void> = Promise.resolve();
  #found: readonly number[] = [];
  #sorting: number | undefined;

  /** @param changed called after each portion */
  constructor(queries: PictureQueries, changed: () => void) {
    this.#queries = queries;
    this.#changed = changed;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Ids of the files found so far: those of each portion in the order of the tree, below those of
   * the portions before it. So no line comes between those that the user sees.
   */
  get found(): readonly number[] {
    return this.#found;
  }

  /**
   * Continues with the same question; another question starts a new search. Resolves when the first
   * portion is searched.
   */
  async show(question: FileSearchQuestion): Promise<void> {
    const key = JSON.stringify(question);
    if (key !== this.#question) {
      this.stop();
      this.#question = key;
      this.#running = new AbortController();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#firstFound = promise;
      void this.#search(question, this.#running, resolve).finally(resolve);
    }
    await this.#firstFound;
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#question = '';
    this.#found = [];
  }

  async #search(
    { batchId, filter, search }: FileSearchQuestion,
    controller: AbortController,
    foundFirst: () => void,
  ): Promise<void> {
    let after: SearchCursor | undefined;
    try {
      do {
        const rest = after === undefined ? [] : [after];
        const answer = await this.#queries.findFiles(batchId, filter, search, ...rest);
        if (controller.signal.aborted) return;
        after = answer.after;
        const found = answer.found.toSorted((one, other) => one - other);
        this.#found = [...this.#found, ...found].slice(0, mostFound);
        foundFirst();
        if (answer.found.length > 0) this.#changed();
      } while (after !== undefined && this.#found.length < mostFound);
    } catch {
      // A closing queue rejects the search.
    }
    if (this.#running === controller) this.#running = undefined;
    this.#changed();
  }

  /** Sorts the rows of an upload of an older Ferry into folders, once at a time. */
  async sort(batchId: number): Promise<void> {
    if (this.#sorting === batchId) return;
    this.#sorting = batchId;
    let after: SearchCursor | undefined;
    try {
      do {
        const rest = after === undefined ? [] : [after];
        after = await this.#queries.sortIntoFolders(batchId, ...rest);
        this.#changed();
      } while (after !== undefined && this.#sorting === batchId);
    } catch {
      // The next question begins again and skips rows that have their folder.
    }
    if (this.#sorting === batchId) this.#sorting = undefined;
  }
}
