import { realpath } from 'node:fs/promises';
import { knownQueuesFolder } from '../../data-folder.ts';
import { knownQueues } from '../../store/known-queues.ts';
import type { QueueUploads } from '../../store/read-uploads.ts';
import { readRecordedUploads } from '../../store/read-uploads.ts';
import { missingVolume } from '../../transfer/source/missing-volume.ts';
import { encodeSourcePath } from '../../transfer/source/source-path.ts';
import type { OtherQueue } from './upload-owners.ts';

async function isThere(file: string): Promise<boolean> {
  try {
    await realpath(file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** Deleted, as far as can be told; a file on a disk that is not connected is not gone. */
async function isGone(file: string, device: string): Promise<boolean> {
  if (await isThere(file)) return false;
  return (await missingVolume(encodeSourcePath(Buffer.from(file)), { device })) === undefined;
}

async function read(file: string): Promise<QueueUploads | undefined> {
  try {
    return await readRecordedUploads(file);
  } catch {
    return undefined;
  }
}

/**
 * The uploads of every other queue that this user's Ferrys opened. A queue that was deleted is
 * forgotten; one that is on a disk that is not connected, or cannot be read, is told without its
 * uploads.
 *
 * @param own the queue of this command, which is left out.
 */
export async function otherQueues(own: string): Promise<readonly OtherQueue[]> {
  const known = knownQueues(knownQueuesFolder());
  const ownFile = await realpath(own).catch(() => own);
  const found: OtherQueue[] = [];
  for (const { file, device } of await known.list()) {
    if (file === ownFile) continue;
    if (await isGone(file, device)) await known.forget(file);
    else found.push({ file, uploads: await read(file) });
  }
  return found;
}
