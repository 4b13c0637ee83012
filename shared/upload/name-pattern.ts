/** Why a name pattern is invalid: it has no name, an open bracket, or braces. */
export type PatternFault = 'empty' | 'open-bracket' | 'braces';

/**
 * The fault of a pattern; `undefined` for a pattern that is valid in a `.gitignore`. Git documents
 * neither braces nor an open bracket: https://git-scm.com/docs/gitignore.
 */
export function patternFault(pattern: string): PatternFault | undefined {
  if (pattern.trim() === '') return 'empty';
  const plain = pattern.replace(/\\./g, '');
  if (/\[(?![^\]]+\])/.test(plain)) return 'open-bracket';
  return /[{}]/.test(plain) ? 'braces' : undefined;
}

/** Entries that a scan left out because of their names. A folder with its contents counts once. */
export interface LeftOut {
  readonly option: 'include' | 'exclude';
  /** The pattern of `exclude` that matched. Absent for `include`, where no pattern matched. */
  readonly pattern?: string;
  readonly files: number;
  readonly folders: number;
}

/** Merges both lists into one entry for each pattern, in the order of first appearance. */
export function joinLeftOut(one: readonly LeftOut[], other: readonly LeftOut[]): LeftOut[] {
  const joined = new Map<string, LeftOut>();
  for (const entry of [...one, ...other]) {
    const key = `${entry.option} ${entry.pattern ?? ''}`;
    const { files = 0, folders = 0 } = joined.get(key) ?? {};
    joined.set(key, { ...entry, files: files + entry.files, folders: folders + entry.folders });
  }
  return [...joined.values()];
}
