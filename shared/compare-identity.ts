import type { SourceIdentity } from './transfer.ts';

/**
 * What two looks at a file say about its bytes.
 *
 * - `same`: nothing moved.
 * - `touched`: only the change time moved: renamed, unlinked, other rights, or edited by a program
 *   that set the modification time back. The bytes must be read again to know.
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
