import { opendir, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import type { SourceIdentity, SourcePath } from '../../../shared/transfer.ts';
import { type ByteString, placeOfRoot } from './place.ts';
import { sourceErrorCode } from './source-errors.ts';
import { encodeSourcePath } from './source-path.ts';

/** What decides beside the file system itself. */
export interface VolumeFacts {
  readonly platform: NodeJS.Platform;
  /** Folders in which systems make one folder for each disk or share while it is there. */
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
    // A number without a name, as containers have it.
    return [];
  }
}

type Look = { readonly device: string } | 'missing' | 'silent' | 'unknown';

async function lookAt(bytes: ByteString): Promise<Look> {
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
 * As `SourceFiles.missingVolume`. A disk is gone when
 * - the root of the path is not there (a drive letter or a share of Windows), or does not answer;
 * - a folder is not there that stood where systems put their disks (`/Volumes`, `/media`);
 * - the file was on another disk than what is left of its path, and nothing else is there now: an
 *   empty folder is what a mount point is without its disk. Windows numbers its disks for good;
 *   elsewhere a number alone may have changed with a restart.
 *
 * In doubt the file counts as deleted: that is shown, while a wait for what never comes is not.
 */
export async function missingVolume(
  path: SourcePath,
  identity: Pick<SourceIdentity, 'device'> | undefined,
  facts: VolumeFacts = volumeFactsHere(),
): Promise<SourcePath | undefined> {
  const file = placeOfRoot(path).bytes;
  let missing: ByteString | undefined;
  for (let place = file; ; place = dirname(place)) {
    const seen = await lookAt(place);
    if (seen === 'silent') return pathOf(place);
    if (seen === 'unknown') return undefined;
    if (seen === 'missing') {
      missing = place;
      if (dirname(place) === place) return pathOf(place);
      continue;
    }
    if (missing === undefined) return undefined;
    if (missing !== file && facts.mountFolders.includes(place)) return pathOf(missing);
    if (identity === undefined || identity.device === seen.device) return undefined;
    return facts.platform === 'win32' || (await isEmpty(place)) ? pathOf(place) : undefined;
  }
}

function pathOf(bytes: ByteString): SourcePath {
  return encodeSourcePath(Buffer.from(bytes, 'latin1'));
}
