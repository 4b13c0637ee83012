import { randomUUID } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TransferError } from '../../../shared/errors.ts';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { identityOf } from './open-source.ts';

/** A spool file: holds bytes that had no path. */
interface SpoolFile {
  readonly path: SourcePath;
  readonly identity: SourceIdentity;
}

/**
 * Copies `source` into a new file in `folder` and creates the folder if needed. Only this user can
 * access both. After it resolves, the bytes survive a power failure. After it rejects, no file is
 * left behind.
 *
 * @throws TransferError `source-unreadable` when reading `source` fails; `disk-full` or
 *   `spool-failed` when the folder cannot take the file; the signal's reason.
 */
export async function writeSpool(
  folder: string,
  source: Readable | Uint8Array,
  signal: AbortSignal,
): Promise<SpoolFile> {
  signal.throwIfAborted();
  const path = join(resolve(folder), `${randomUUID()}.spool`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const identity = await writeFile(path, source, signal);
    await syncFolder(folder);
    return { path, identity };
  } catch (error) {
    // A folder that accepts no file may also refuse the removal: the first error is the reason.
    await rm(path, { force: true }).catch(() => undefined);
    signal.throwIfAborted();
    throw asSpoolError(error);
  }
}

async function writeFile(
  path: string,
  source: Readable | Uint8Array,
  signal: AbortSignal,
): Promise<SourceIdentity> {
  const file = await open(path, 'wx', 0o600);
  try {
    await copy(source, file, signal);
    await file.sync();
    return identityOf(await file.stat({ bigint: true }));
  } finally {
    await file.close();
  }
}

async function copy(
  source: Readable | Uint8Array,
  file: FileHandle,
  signal: AbortSignal,
): Promise<void> {
  const bytes = source instanceof Uint8Array ? Readable.from([source]) : source;
  const spool = { failed: false };
  const write = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
    for await (const chunk of chunks) {
      await file.appendFile(chunk).catch((error: unknown) => {
        spool.failed = true;
        throw error;
      });
    }
  };
  try {
    await pipeline(bytes, write, { signal });
  } catch (error) {
    throw spool.failed || isFull(error) ? error : inputError(error);
  }
}

/** Makes the file name survive a power failure too. Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

function inputError(error: unknown): TransferError {
  const { code, syscall = 'read', message } = error as NodeJS.ErrnoException;
  const detail = code === undefined ? message : `${code} (${syscall})`;
  return new TransferError({ code: 'source-unreadable', detail }, { cause: error });
}

function asSpoolError(error: unknown): unknown {
  // Read errors were handled before: the remaining errors concern the folder and its file.
  if (error instanceof TransferError) return error;
  const { code: systemCode } = error as NodeJS.ErrnoException;
  if (systemCode === undefined) return error;
  const code = isFull(error) ? 'disk-full' : 'spool-failed';
  return new TransferError({ code, detail: `${systemCode} (spool)` }, { cause: error });
}
