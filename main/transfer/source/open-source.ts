import {
  type BigIntStats,
  closeSync,
  constants,
  fstat,
  fstatSync,
  open,
  openSync,
  stat,
} from 'node:fs';
import { promisify } from 'node:util';
import { TransferError } from '../../../shared/errors.ts';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { Crc64, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { SourceHandle } from '../../engine/ports/source-files.ts';
import type { Transport } from '../transport.ts';
import type { SyncReads } from './sync-reads.ts';
import { sourceError, summingError } from './source-errors.ts';
import { decodeSourcePath } from './source-location.ts';

const openFile = promisify(open);
const statFile = promisify(stat);
const statOpenFile = promisify(fstat);

/** The worker calls that read and close descriptors for this thread. */
type Threads = Pick<Transport, 'checksum' | 'release'>;

/** As `SourceFiles.open`. */
export async function openSource(path: SourcePath, threads: Threads): Promise<SourceHandle> {
  const descriptor = await openDescriptor(decodeSourcePath(path));
  const source = new OpenSource(descriptor, threads);
  try {
    source.readIdentity();
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openDescriptor(path: string | Buffer): Promise<number> {
  try {
    return await openFile(path, readFlags);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A socket cannot be opened; a missing disk gives the same error.
    if (code === 'ENXIO' && (await isSpecial(path))) throw notRegular();
    throw sourceError(error);
  }
}

async function isSpecial(path: string | Buffer): Promise<boolean> {
  const stats = await statFile(path).catch(() => undefined);
  return stats?.isFile() === false;
}

function notRegular(): TransferError {
  return new TransferError({ code: 'source-unreadable', detail: 'Not a regular file' });
}

function regularFile(stats: BigIntStats): SourceIdentity {
  if (!stats.isFile()) throw notRegular();
  return identityOf(stats);
}

class OpenSource implements SourceHandle {
  readonly descriptor: number;
  readonly #threads: Threads;
  #isClosed = false;
  /** The identity that opening read, for the first caller: no byte can have been read before it. */
  #first: SourceIdentity | undefined;

  constructor(descriptor: number, threads: Threads) {
    this.descriptor = descriptor;
    this.#threads = threads;
  }

  /** The identity from opening is still in memory: using it at once saves a call to a thread. */
  readIdentity(): void {
    try {
      this.#first = regularFile(fstatSync(this.descriptor, { bigint: true }));
    } catch (error) {
      throw sourceError(error);
    }
  }

  async identity(): Promise<SourceIdentity> {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return first;
    }
    const stats = await statOpenFile(this.descriptor, { bigint: true }).catch((error: unknown) => {
      throw sourceError(error);
    });
    return regularFile(stats);
  }

  async crc64(start: number, end: number, signal: AbortSignal): Promise<Crc64> {
    try {
      return await this.#threads.checksum({ descriptor: this.descriptor, start, end }, signal);
    } catch (error) {
      throw summingError(error);
    }
  }

  close(): Promise<void> {
    // A second close would close the file that got the same number next.
    if (!this.#isClosed) this.#threads.release(this.descriptor);
    this.#isClosed = true;
    return Promise.resolve();
  }
}

/** O_NONBLOCK, which Windows does not have: opening a pipe must not wait for a writer. */
const readFlags = constants.O_RDONLY | ((constants as { O_NONBLOCK?: number }).O_NONBLOCK ?? 0);

/**
 * Opens the file that a scan found.
 *
 * @param syncReads makes the call in this thread; absent when the pool shall make it
 * @returns `undefined` when it cannot be opened, is another file or has changed since
 */
export async function openExpected(
  path: SourcePath,
  expected: SourceIdentity,
  syncReads: SyncReads | undefined,
): Promise<number | undefined> {
  const descriptor =
    syncReads === undefined
      ? await openFile(decodeSourcePath(path), readFlags).catch(() => undefined)
      : syncReads.sync(() => tryOpen(path));
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

/** The identity of the file behind `stats`. */
export function identityOf(stats: BigIntStats): SourceIdentity {
  return {
    device: stats.dev.toString(),
    inode: stats.ino.toString(),
    size: Number(stats.size),
    modified: stats.mtimeNs.toString(),
    changed: stats.ctimeNs.toString(),
  };
}
