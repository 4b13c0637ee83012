import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';
import { printable } from '../../../shared/text/printable.ts';
import { UsageError } from '../words/exit-codes.ts';

/** A path that the user named, checked once before Ferry stores anything. */
export interface NamedPath {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

const refusals: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist, because something before it is not a folder',
  EACCES: 'may not be read by you',
  EPERM: 'may not be read by you',
  ELOOP: 'is a link that leads in a circle',
  ENAMETOOLONG: 'is too long to be a path',
};

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

async function findPath(absolute: string): Promise<NamedPath | string> {
  try {
    const facts = await stat(absolute);
    if (facts.isDirectory()) {
      await access(absolute, constants.R_OK | constants.X_OK);
      return { path: absolute, kind: 'folder' };
    }
    if (!facts.isFile()) return 'is neither a file nor a folder';
    await access(absolute, constants.R_OK);
    return { path: absolute, kind: 'file' };
  } catch (error) {
    const code = systemCode(error);
    return refusals[code] ?? `cannot be read (${code})`;
  }
}

/**
 * Checks every named path. One bad path rejects the whole command, so a partial upload never looks
 * complete.
 *
 * @throws UsageError naming all bad paths.
 */
export async function checkPaths(
  paths: readonly string[],
  workingDirectory: string,
): Promise<readonly NamedPath[]> {
  const good: NamedPath[] = [];
  const bad: string[] = [];
  for (const named of paths) {
    const found = named === '' ? 'is empty' : await findPath(path.resolve(workingDirectory, named));
    if (typeof found === 'string') bad.push(`"${printable(named)}" ${found}.`);
    else good.push(found);
  }
  if (bad.length === 0) return good;
  throw new UsageError(
    bad.join('\n'),
    bad.length === 1
      ? 'Check the path. Nothing was added.'
      : 'Check these paths. Nothing was added, not the good ones either.',
  );
}
