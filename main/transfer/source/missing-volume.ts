import { opendir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { type ByteString, rootLocation, encodeSourcePath } from './source-location.ts';
import { sourceErrorCode } from './source-errors.ts';

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
