import path from 'node:path';
import type { Transfer } from '../../../shared/transfer.ts';

/** A file below a folder, and the object below a key prefix with the same relative name. */
export interface PlacedFile {
  readonly id: number;
  /** Absolute, separated by `/`, without a slash at its end unless it is the root. */
  readonly root: string;
  /** Relative to `root` and to `target`. */
  readonly name: string;
  /** Empty, or ends in `/`. */
  readonly target: string;
  readonly size: number;
}

/** Why no list can hold a row. */
export type Unplaced = 'no-file' | 'not-text' | 'renamed' | 'name';

/**
 * Finds the place of a row: below the folder that the user added, or below the file's own folder.
 *
 * @param byFolder always takes the file's own folder
 */
export function placeFile(row: Transfer, byFolder: boolean): PlacedFile | Unplaced {
  const { id, key, size, relativePath, source } = row;
  if (source.kind !== 'file') return 'no-file';
  if (source.path.startsWith('\0')) return 'not-text';
  const file = source.path.replaceAll(path.sep, '/');
  const ownName = path.posix.basename(file);
  const names = byFolder ? [ownName] : [relativePath, ownName];
  const name = names.find((one) => file.endsWith(`/${one}`) && `/${key}`.endsWith(`/${one}`));
  if (name === undefined) return 'renamed';
  const root = file.slice(0, -name.length - 1);
  const target = key.slice(0, key.length - name.length);
  return { id, root: root === '' ? '/' : root, name, target, size };
}

/** The absolute path of the file. */
export function pathOf({ root, name }: PlacedFile): string {
  return root === '/' ? `/${name}` : `${root}/${name}`;
}
