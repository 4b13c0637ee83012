import picomatch from 'picomatch';
import type { ScanOptions } from '../../shared/upload-options.ts';

/** Decides by name what a scan looks at. Paths are relative to the root, with `/`. */
export interface NameFilter {
  /** Whether a folder, and with it everything in it, is left out. */
  readonly excludes: (path: string) => boolean;
  /** Whether a file, or an empty folder, is wanted. */
  readonly includes: (path: string) => boolean;
}

/**
 * As in `.gitignore`, a glob without a slash is for names at any depth, one with a slash (even in
 * front) begins at the root, and a slash at the end changes nothing.
 */
export function createNameFilter({ include = [], exclude = [] }: ScanOptions): NameFilter {
  const isExcluded = matcher(exclude);
  const isIncluded = include.length === 0 ? () => true : matcher(include);
  return {
    excludes: isExcluded,
    includes: (path) => !isExcluded(path) && isIncluded(path),
  };
}

function matcher(globs: readonly string[]): (path: string) => boolean {
  const options = { dot: true, windows: false };
  const trimmed = globs.map((glob) => glob.replace(/(.)\/+$/, '$1'));
  const matchesName = picomatch(
    trimmed.filter((glob) => !glob.includes('/')),
    options,
  );
  const anchored = trimmed.filter((glob) => glob.includes('/'));
  const matchesPath = picomatch(
    anchored.map((glob) => glob.replace(/^\/+/, '')),
    options,
  );
  return (path) => matchesName(path.slice(path.lastIndexOf('/') + 1)) || matchesPath(path);
}
