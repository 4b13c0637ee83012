import type { SourcePath } from '../../../shared/transfer.ts';

/**
 * The path as the system's file manager takes it; `undefined` for a name that is no text, which it
 * could not show.
 */
export function showablePath(path: SourcePath): string | undefined {
  return path.startsWith('\0') ? undefined : path;
}
