import { statSync, type BigIntStats } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { ByteString } from './place.ts';

/** Recognizes Ferry's own files by folder and name, through any path that leads to the folder. */
export class OwnFiles {
  readonly #names = new Map<string, Set<ByteString>>();

  /** @param paths need not exist at this moment */
  constructor(paths: readonly string[] = []) {
    for (const path of paths) this.#add(path);
  }

  /** The names of Ferry's own files in a folder. */
  namesIn(folder: BigIntStats): ReadonlySet<ByteString> | undefined {
    return this.#names.get(keyOf(folder));
  }

  #add(path: string): void {
    const folder = statSync(dirname(path), { bigint: true, throwIfNoEntry: false });
    if (folder === undefined) return;
    const names = this.#names.get(keyOf(folder)) ?? new Set();
    this.#names.set(keyOf(folder), names.add(Buffer.from(basename(path)).toString('latin1')));
  }
}

/** Device and inode. */
export function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
