import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';

/** A file that must be an object at the end of the demo. */
export interface SourceFile {
  readonly path: string;
  readonly key: string;
  readonly size: number;
}

/** The files below the roots, found without any code of Ferry. */
export interface SourceListing {
  readonly files: readonly SourceFile[];
  /** Links, pipes, sockets and devices: Ferry skips them on purpose. */
  readonly links: number;
  readonly specialFiles: number;
}

/** Caches that other programs may change during the demo: neither uploaded nor compared. */
export const excludedFolders = ['.cache', '.vite', '.vite-temp', '.vitest-cache'];

/**
 * Walks the roots. The key of a file is the prefix, the name of the root and the path below it,
 * with slashes.
 */
export async function walkSource(roots: readonly string[], prefix: string): Promise<SourceListing> {
  const files: SourceFile[] = [];
  let links = 0;
  let specialFiles = 0;

  async function add(file: string, key: string): Promise<void> {
    files.push({ path: file, key, size: (await lstat(file)).size });
  }

  async function enter(folder: string, key: string, isRoot: boolean): Promise<void> {
    const entries: Dirent[] = await readdir(folder, { withFileTypes: true });
    for (const entry of entries) {
      const below = path.join(folder, entry.name);
      const belowKey = `${key}/${entry.name}`;
      if (isRoot && excludedFolders.includes(entry.name)) continue;
      if (entry.isDirectory()) await enter(below, belowKey, false);
      else if (entry.isFile()) await add(below, belowKey);
      else if (entry.isSymbolicLink()) links += 1;
      else specialFiles += 1;
    }
  }

  for (const root of roots) {
    const key = `${prefix}${path.basename(root)}`;
    if ((await lstat(root)).isDirectory()) await enter(root, key, true);
    else await add(root, key);
  }
  return { files, links, specialFiles };
}
