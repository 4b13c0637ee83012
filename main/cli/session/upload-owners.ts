import type { UnfinishedUpload } from '../../engine/api.ts';
import type { QueueUploads } from '../../store/read-uploads.ts';

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
