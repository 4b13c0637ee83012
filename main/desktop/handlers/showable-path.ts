import type { SourcePath } from '../../../shared/transfer.ts';

/**
 * The path in the form of the system's file manager; `undefined` for a name that is not valid text,
 * which a file manager cannot show.
 */
export function showablePath(path: SourcePath): string | undefined {
  return path.startsWith('\0') ? undefined : path;
}
