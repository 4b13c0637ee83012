import { closeSync, constants, fstatSync, open } from 'node:fs';
import { promisify } from 'node:util';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { identityOf } from './source-identity.ts';
import { decodeSourcePath } from './source-path.ts';

const openFile = promisify(open);

/** O_NONBLOCK, which Windows does not have: opening a pipe must not wait for a writer. */
export const readFlags =
  constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/**
 * Opens the file that a scan found. @returns `undefined` when it cannot be opened, is another file
 * or has changed since
 */
export async function openExpected(
  path: SourcePath,
  expected: SourceIdentity,
): Promise<number | undefined> {
  const descriptor = await openFile(decodeSourcePath(path), readFlags).catch(() => undefined);
  if (descriptor === undefined) return undefined;
  if (isExpected(descriptor, expected)) return descriptor;
  closeSync(descriptor);
  return undefined;
}

function isExpected(descriptor: number, expected: SourceIdentity): boolean {
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    return stats.isFile() && compareIdentity(expected, identityOf(stats)) === 'same';
  } catch {
    return false;
  }
}
