import type { SkipReason } from '../../../shared/transfer-state.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { SimulatedFile } from './simulated-file.ts';

/** What stands under a path. */
export type Entry =
  | {
      readonly kind: 'file';
      file: SimulatedFile;
      readonly isSpool: boolean;
      locked: boolean;
      unreadable: boolean;
    }
  | { readonly kind: 'empty-folder' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'no-text' };

/** The disk's folders as one list of paths, `/root/folder/name`. */
export class FolderTree {
  readonly #entries = new Map<SourcePath, Entry>();
  /** Files that ever stood under a path: replaced and deleted ones too. */
  readonly #history = new Map<SourcePath, SimulatedFile[]>();
  readonly #since = new Map<SourcePath, number>();
  readonly #now: () => number;
  /** The disk does not answer, or was taken away with its folders. */
  gone: 'silent' | 'missing' | undefined;

  /** @param now milliseconds of a clock that never jumps */
  constructor(now: () => number) {
    this.#now = now;
  }

  set(path: SourcePath, entry: Entry): void {
    if (!this.#entries.has(path)) this.#since.set(path, this.#now());
    this.#entries.set(path, entry);
    if (entry.kind !== 'file') return;
    const history = this.#history.get(path) ?? [];
    this.#history.set(path, [...history, entry.file]);
  }

  delete(path: SourcePath): void {
    this.#entries.delete(path);
  }

  /** Since when something has stood under the path without a break. */
  since(path: SourcePath): number {
    return this.#since.get(path) ?? 0;
  }

  get(path: SourcePath): Entry | undefined {
    return this.#entries.get(path);
  }

  /** Every file that ever stood under the path. */
  history(path: SourcePath): readonly SimulatedFile[] {
    return this.#history.get(path) ?? [];
  }

  paths(): readonly SourcePath[] {
    return [...this.#entries.keys()];
  }

  /** A folder is there as long as something is in it. */
  isFolder(path: SourcePath): boolean {
    const isMarked = this.#entries.get(path)?.kind === 'empty-folder';
    return isMarked || this.paths().some((other) => other.startsWith(`${path}/`));
  }

  /** What a root holds, in an order that repeats as long as nothing changes. */
  below(
    root: SourcePath,
  ): readonly (readonly [path: SourcePath, relativePath: string, entry: Entry])[] {
    const own = root.lastIndexOf('/') + 1;
    return [...this.#entries]
      .filter(([path]) => path === root || path.startsWith(`${root}/`))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, entry]) => [path, path.slice(own), entry] as const);
  }
}
