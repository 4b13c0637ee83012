import { opendir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { TransferError, type ErrorCode } from '../../../shared/errors.ts';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { TransportError } from '../transport.ts';
import { type ByteString, rootLocation, encodeSourcePath } from './source-location.ts';

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'source-missing',
  ENOTDIR: 'source-missing',
  // Node refuses a path with NUL in it: such a file cannot exist.
  ERR_INVALID_ARG_VALUE: 'source-missing',
  EBUSY: 'source-in-use',
  // A file server holds a lease on the file, and Ferry opens without waiting.
  EAGAIN: 'source-in-use',
  ETXTBSY: 'source-in-use',
  EMFILE: 'source-in-use',
  ENFILE: 'source-in-use',
  EIO: 'source-unavailable',
  ENODEV: 'source-unavailable',
  ENXIO: 'source-unavailable',
  ESTALE: 'source-unavailable',
  ENOTCONN: 'source-unavailable',
  ETIMEDOUT: 'source-unavailable',
  EHOSTDOWN: 'source-unavailable',
};

/**
 * Maps an error of the file system to an error code of a source. An unknown error means
 * unreadable: that ends the transfer with an error. A guess might cause retries without end.
 */
export function sourceErrorCode(systemCode: string, platform = process.platform): ErrorCode {
  // Windows returns EPERM while another program holds the file.
  if (platform === 'win32' && systemCode === 'EPERM') return 'source-in-use';
  return codes[systemCode] ?? 'source-unreadable';
}

/** The error of a file operation as TransferError. The detail names no path. */
export function sourceError(error: unknown): TransferError {
  if (error instanceof TransferError) return error;
  const { code = 'UNKNOWN', syscall } = error as NodeJS.ErrnoException;
  const detail = syscall === undefined ? code : `${code} (${syscall})`;
  return new TransferError({ code: sourceErrorCode(code), detail }, { cause: error });
}

/** Maps the error of a checksum call to a source error: only a TransportError changes. */
export function summingError(error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  const { reason, detail, systemCode = '' } = error.failure;
  switch (reason) {
    case 'short-read':
      return new TransferError({ code: 'source-changed', detail }, { cause: error });
    case 'read-failed':
      return new TransferError({ code: sourceErrorCode(systemCode), detail }, { cause: error });
    case 'unreachable':
    case 'refused':
    case 'connection-lost':
    case 'address-lost':
    case 'stalled':
    case 'idle':
    case 'certificate':
    case 'proxy-authentication':
    case 'proxy-failed':
    case 'response-too-large':
    case 'worker-failed':
      // Reading needs no network: the worker is gone, and the next attempt has a new worker.
      return new TransferError({ code: 'connection-lost', detail }, { cause: error });
  }
}

/** Facts for the decision besides the file system itself. */
export interface VolumeFacts {
  readonly platform: NodeJS.Platform;
  /** Folders in which the system makes one folder for each mounted disk or share. */
  readonly mountFolders: readonly ByteString[];
}

export function volumeFactsHere(): VolumeFacts {
  const folders = ['/Volumes', '/mnt', '/media', '/run/media'];
  return { platform: process.platform, mountFolders: [...folders, ...foldersOfPerson()] };
}

function foldersOfPerson(): readonly ByteString[] {
  try {
    const { username, uid } = userInfo({ encoding: 'buffer' });
    const name = username.toString('latin1');
    return [`/media/${name}`, `/run/media/${name}`, `/run/user/${uid}/gvfs`];
  } catch {
    // A user number without a name, as in containers.
    return [];
  }
}

type PathState = { readonly device: string } | 'missing' | 'silent' | 'unknown';

async function readPathState(bytes: ByteString): Promise<PathState> {
  try {
    const { dev } = await stat(Buffer.from(bytes, 'latin1'), { bigint: true });
    return { device: dev.toString() };
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    const meaning = sourceErrorCode(code);
    if (meaning === 'source-missing') return 'missing';
    return meaning === 'source-unavailable' ? 'silent' : 'unknown';
  }
}

async function isEmpty(bytes: ByteString): Promise<boolean> {
  try {
    const folder = await opendir(Buffer.from(bytes, 'latin1'));
    try {
      return (await folder.read()) === null;
    } finally {
      await folder.close();
    }
  } catch {
    return false;
  }
}

/**
 * As `SourceFiles.missingVolume`. A disk is gone when one of these holds:
 * - The root of the path (a drive letter or a share of Windows) is absent or does not respond.
 * - A folder directly in a mount folder (`/Volumes`, `/media`) is absent.
 * - The file was on another disk than the rest of its path, and the folder there is now empty: a
 *   mount point without its disk is an empty folder. Windows numbers its disks permanently;
 *   elsewhere a number alone may change with a restart.
 *
 * In doubt the file counts as deleted. The window shows a deleted file, but a wait for an absent
 * disk might never end.
 */
export async function missingVolume(
  path: SourcePath,
  identity: Pick<SourceIdentity, 'device'> | undefined,
  facts: VolumeFacts = volumeFactsHere(),
): Promise<SourcePath | undefined> {
  const file = rootLocation(path).bytes;
  let missing: ByteString | undefined;
  for (let folder = file; ; folder = dirname(folder)) {
    const seen = await readPathState(folder);
    if (seen === 'silent') return pathOf(folder);
    if (seen === 'unknown') return undefined;
    if (seen === 'missing') {
      missing = folder;
      if (dirname(folder) === folder) return pathOf(folder);
      continue;
    }
    if (missing === undefined) return undefined;
    if (missing !== file && facts.mountFolders.includes(folder)) return pathOf(missing);
    if (identity === undefined || identity.device === seen.device) return undefined;
    return facts.platform === 'win32' || (await isEmpty(folder)) ? pathOf(folder) : undefined;
  }
}

function pathOf(bytes: ByteString): SourcePath {
  return encodeSourcePath(Buffer.from(bytes, 'latin1'));
}
