import { realpath } from 'node:fs/promises';
import { knownQueuesFolder, knownQueues } from '../../known-queues.ts';
import { readRecordedUploads, type QueueUploads } from '../../store/copy-queue.ts';
import { missingVolume } from '../../transfer/source/source-errors.ts';
import { encodeSourcePath } from '../../transfer/source/source-location.ts';
import type { UnfinishedUpload } from '../../engine/api.ts';

async function isThere(file: string): Promise<boolean> {
  try {
    await realpath(file);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/**
 * Whether the file is deleted, as far as Ferry can know; a file on a disconnected disk is not
 * deleted.
 */
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
 * Reads the uploads of every other queue that this user opened. Forgets deleted queues. A queue
 * that is unreadable or on a disconnected disk appears without its uploads.
 *
 * @param own the queue of this command, which the result excludes.
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

/** Another queue of this user. `uploads` is absent while the queue is unreadable. */
export interface OtherQueue {
  readonly file: string;
  readonly uploads: QueueUploads | undefined;
}

/** The owner of an unfinished upload. */
export type UploadOwner =
  | { readonly kind: 'this-queue' }
  | { readonly kind: 'other-queue'; readonly file: string }
  /** Not in any readable queue of this user: another program, user or computer owns it. */
  | { readonly kind: 'unknown' };

export interface OwnedUpload extends UnfinishedUpload {
  readonly owner: UploadOwner;
}

/**
 * Returns the owner of an upload. An upload that another queue is just starting belongs to that
 * queue.
 */
export function ownerOf(
  upload: UnfinishedUpload,
  bucket: string,
  others: readonly OtherQueue[],
): UploadOwner {
  if (upload.ownedByQueue) return { kind: 'this-queue' };
  const other = others.find(
    ({ uploads }) =>
      uploads !== undefined &&
      (uploads.uploadIds.has(upload.uploadId) || uploads.begun.has(`${bucket}/${upload.key}`)),
  );
  return other === undefined ? { kind: 'unknown' } : { kind: 'other-queue', file: other.file };
}
