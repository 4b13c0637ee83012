import { type BigIntStats, fstat, fstatSync, open, stat } from 'node:fs';
import { promisify } from 'node:util';
import { TransferError } from '../../../shared/errors.ts';
import type { Crc64, SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import type { SourceHandle } from '../../engine/ports/source-files.ts';
import { sourceError, summingError } from './source-errors.ts';
import { readFlags } from './open-expected.ts';
import { identityOf } from './source-identity.ts';
import { decodeSourcePath } from './source-path.ts';
import type { Transport } from '../transport.ts';

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
