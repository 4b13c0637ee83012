/** Why a pattern for names means nothing: it has no name, an open bracket, or braces. */
export type PatternFault = 'empty' | 'open-bracket' | 'braces';

/**
 * The fault of a pattern, or `undefined` for one that means something in a `.gitignore`.
 * Git documents neither braces nor an open bracket: https://git-scm.com/docs/gitignore.
 */
export function patternFault(pattern: string): PatternFault | undefined {
  if (pattern.trim() === '') return 'empty';
  const plain = pattern.replace(/\\./g, '');
  if (/\[(?![^\]]+\])/.test(plain)) return 'open-bracket';
  return /[{}]/.test(plain) ? 'braces' : undefined;
}

/** How much a scan left out because of its name. A folder counts once, with all that it holds. */
export interface LeftOut {
  readonly option: 'include' | 'exclude';
  /** The pattern of `exclude` that decided. Absent for `include`, where no pattern matched. */
  readonly pattern?: string;
  readonly files: number;
  readonly folders: number;
}

/** One list of both, one entry a pattern, in the order of first appearance. */
export function joinLeftOut(one: readonly LeftOut[], other: readonly LeftOut[]): LeftOut[] {
  const joined = new Map<string, LeftOut>();
  for (const entry of [...one, ...other]) {
    const key = `${entry.option} ${entry.pattern ?? ''}`;
    const { files = 0, folders = 0 } = joined.get(key) ?? {};
    joined.set(key, { ...entry, files: files + entry.files, folders: folders + entry.folders });
  }
  return [...joined.values()];
}
