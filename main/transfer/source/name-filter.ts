import ignore from 'ignore';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';

/** Decides by name which files a scan reads. Paths are relative to the root, with `/`. */
export interface NameFilter {
  /** The rule that excludes a file, or a folder with all its content. */
  readonly excludes: (path: string, kind: NameKind) => NameRule | undefined;
  /** The rule that excludes a file, or an empty folder. */
  readonly leavesOut: (path: string, kind: NameKind) => NameRule | undefined;
}

export type NameKind = 'file' | 'folder';
export type NameRule = Pick<LeftOut, 'option' | 'pattern'>;

/** The patterns follow the rules of a `.gitignore` at the root, including `!` and their order. */
export function createNameFilter({ include = [], exclude = [] }: ScanOptions): NameFilter {
  const excluding = matcher(exclude);
  const including = matcher(include);
  const excludes: NameFilter['excludes'] = (path, kind) => {
    const pattern = excluding(path, kind);
    return pattern === undefined ? undefined : { option: 'exclude', pattern };
  };
  const isIncluded = (path: string, kind: NameKind): boolean =>
    include.length === 0 || including(path, kind) !== undefined;
  return {
    excludes,
    leavesOut: (path, kind) =>
      excludes(path, kind) ?? (isIncluded(path, kind) ? undefined : { option: 'include' }),
  };
}

/** Finds the matching pattern, in its original form. */
function matcher(
  patterns: readonly string[],
): (path: string, kind: NameKind) => string | undefined {
  if (patterns.length === 0) return () => undefined;
  const rules = ignore({ ignorecase: false, allowRelativePaths: true });
  for (const given of patterns) {
    rules.add(withoutBraces(given).map((pattern) => ({ pattern, mark: given })));
  }
  return (path, kind) => {
    if (path === '') return undefined;
    return rules.test(kind === 'folder' ? `${path}/` : path).rule?.mark;
  };
}

/**
 * Queues of earlier versions hold patterns such as `*.{jpg,png}`, which `.gitignore` does not
 * support.
 */
function withoutBraces(pattern: string): string[] {
  const [, before = '', choices, after = ''] = /^(.*?)\{([^{}]*,[^{}]*)\}(.*)$/.exec(pattern) ?? [];
  if (choices === undefined) return [pattern];
  return choices.split(',').flatMap((choice) => withoutBraces(`${before}${choice}${after}`));
}
