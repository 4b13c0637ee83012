import ignore from 'ignore';
import type { ScanOptions } from '../../shared/upload-options.ts';

/** Decides by name what a scan reads. Paths are relative to the root, with `/`. */
export interface NameFilter {
  /** True for a file, or for a folder with everything in it, that is left out. */
  readonly excludes: (path: string, kind: NameKind) => boolean;
  /** True for a file, or an empty folder, that is wanted. */
  readonly includes: (path: string, kind: NameKind) => boolean;
}

export type NameKind = 'file' | 'folder';

/** The patterns mean what they mean in a `.gitignore` at the root, `!` and the order included. */
export function createNameFilter({ include = [], exclude = [] }: ScanOptions): NameFilter {
  const isExcluded = matcher(exclude);
  const isIncluded = include.length === 0 ? () => true : matcher(include);
  return {
    excludes: isExcluded,
    includes: (path, kind) => !isExcluded(path, kind) && isIncluded(path, kind),
  };
}

function matcher(patterns: readonly string[]): (path: string, kind: NameKind) => boolean {
  if (patterns.length === 0) return () => false;
  const rules = ignore({ ignorecase: false, allowRelativePaths: true });
  rules.add(patterns.flatMap(withoutBraces));
  return (path, kind) => path !== '' && rules.ignores(kind === 'folder' ? `${path}/` : path);
}

/** Queues of earlier versions hold patterns such as `*.{jpg,png}`, which `.gitignore` does not know. */
function withoutBraces(pattern: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(pattern) ?? [];
  if (choices === undefined) return [pattern];
  return choices.split(',').flatMap((choice) => withoutBraces(`${before}${choice}${after}`));
}
