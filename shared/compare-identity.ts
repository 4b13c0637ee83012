import type { SourceIdentity } from './transfer.ts';

/**
 * The comparison of two identities of a file.
 *
 * - `same`: no field differs.
 * - `touched`: only the change time differs: renamed, unlinked, other rights, or edited by a
 *   program that set the modification time back. Only reading the bytes again shows whether they
 *   changed.
 * - `changed`: another file, another size or another modification time.
 */
export type IdentityComparison = 'same' | 'touched' | 'changed';

export function compareIdentity(before: SourceIdentity, now: SourceIdentity): IdentityComparison {
  if (
    before.device !== now.device ||
    before.inode !== now.inode ||
    before.size !== now.size ||
    before.modified !== now.modified
  ) {
    return 'changed';
  }
  return before.changed === now.changed ? 'same' : 'touched';
}
