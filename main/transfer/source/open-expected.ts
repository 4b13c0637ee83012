import { closeSync, constants, fstatSync, open, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { ReadPace } from './read-pace.ts';
import { identityOf } from './source-identity.ts';
import { decodeSourcePath } from './source-path.ts';

const openFile = promisify(open);

/** O_NONBLOCK, which Windows does not have: opening a pipe must not wait for a writer. */
export const readFlags =
  constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/**
 * Opens the file that a scan found.
 *
 * @param pace makes the call in this thread; absent when the pool shall make it
 * @returns `undefined` when it cannot be opened, is another file or has changed since
 */
export async function openExpected(
  path: SourcePath,
  expected: SourceIdentity,
  pace: ReadPace | undefined,
): Promise<number | undefined> {
  const descriptor =
    pace === undefined
      ? await openFile(decodeSourcePath(path), readFlags).catch(() => undefined)
      : pace.here(() => tryOpen(path));
  if (descriptor === undefined) return undefined;
  if (isExpected(descriptor, expected)) return descriptor;
  closeSync(descriptor);
  return undefined;
}

function tryOpen(path: SourcePath): number | undefined {
  try {
    return openSync(decodeSourcePath(path), readFlags);
  } catch {
    return undefined;
  }
}

function isExpected(descriptor: number, expected: SourceIdentity): boolean {
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    return stats.isFile() && compareIdentity(expected, identityOf(stats)) === 'same';
  } catch {
    return false;
  }
}
