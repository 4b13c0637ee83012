import { opendirSync } from 'node:fs';
import ignore from 'ignore';
import type { LeftOut } from '../../../shared/upload/name-pattern.ts';
import type { ScanOptions } from '../../../shared/upload/upload-options.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import { type ByteString, readName, decodeSourcePath } from './source-location.ts';

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

/** Longer folders are listed in byte order: to compare the names as text takes more than a second. */
const mostInNaturalOrder = 100_000;

/**
 * One locale for every computer, so that a repeated scan finds the same order. Chinese sorts Chinese
 * names by their sound, and names in Latin letters as English does (CLDR, collation of `zh`).
 */
const collator = new Intl.Collator('zh', { numeric: true });

/**
 * The names in a folder, folders first, in natural order: `img2` before `img10`. The rows of a scan
 * are added in this order, so the rows have the same order in the queue and in the tree.
 *
 * @throws the file system's error
 */
export function namesInOrder(path: SourcePath): readonly ByteString[] {
  const folders: ByteString[] = [];
  const files: ByteString[] = [];
  const folder = opendirSync(decodeSourcePath(path), { encoding: 'latin1', bufferSize: 1024 });
  try {
    for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
      (entry.isDirectory() ? folders : files).push(entry.name);
    }
  } finally {
    folder.closeSync();
  }
  const isLong = folders.length + files.length > mostInNaturalOrder;
  return isLong ? [...folders.sort(), ...files.sort()] : [...sorted(folders), ...sorted(files)];
}

function sorted(names: readonly ByteString[]): readonly ByteString[] {
  return names
    .map((name) => ({ name, text: readName(name).text }))
    .sort((one, other) => collator.compare(one.text, other.text) || byBytes(one.name, other.name))
    .map(({ name }) => name);
}

/** Names that the collator takes for equal, such as `01` and `1`, have an order too. */
function byBytes(one: ByteString, other: ByteString): number {
  return one < other ? -1 : Number(one > other);
}
