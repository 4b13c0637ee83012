import { createCipheriv } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const MiB = 1024 * 1024;

/** Sizes of the generated file: 64 and 12 parts of 8 MiB. */
export const generatedSize = { full: 512 * MiB, quick: 96 * MiB };

/** The smallest number of files of a quick run, if there are that many. */
const quickFiles = 400;

/**
 * Writes `size` bytes of pseudo-random content, the same bytes each time. AES-CTR of zeros under a
 * fixed key runs at memory speed, and its output cannot be compressed.
 */
export async function generateFile(file: string, size: number): Promise<void> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 'ferry demo'), Buffer.alloc(16));
  const zeros = Buffer.alloc(4 * MiB);
  const handle = await open(file, 'w');
  try {
    for (let written = 0; written < size; written += zeros.length) {
      const wanted = Math.min(zeros.length, size - written);
      await handle.writeFile(cipher.update(zeros.subarray(0, wanted)));
    }
  } finally {
    await handle.close();
  }
}

async function countFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/**
 * The folders of a quick run: subfolders of `folder` in the order of their names, until there are
 * a few hundred files. `folder` itself when it is small or has no subfolders.
 */
export async function pickQuickRoots(folder: string): Promise<readonly string[]> {
  const roots: string[] = [];
  let files = 0;
  for (const name of (await readdir(folder)).toSorted()) {
    const below = path.join(folder, name);
    if (name.startsWith('.') || !(await stat(below)).isDirectory()) continue;
    const count = await countFiles(below);
    // A single package with thousands of files would make a quick run slow.
    if (count > quickFiles) continue;
    roots.push(below);
    files += count;
    if (files >= quickFiles) return roots;
  }
  return [folder];
}
