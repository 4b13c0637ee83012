import type { UnfinishedUpload } from '../../engine/api.ts';
import type { QueueUploads } from '../../store/read-uploads.ts';

/** Another queue of this user. Without `uploads` it cannot be read at the moment. */
export interface OtherQueue {
  readonly file: string;
  readonly uploads: QueueUploads | undefined;
}

/** Which Ferry an unfinished upload belongs to. */
export type UploadOwner =
  | { readonly kind: 'this-queue' }
  | { readonly kind: 'other-queue'; readonly file: string }
  /** No queue of this user that could be read: another program, user or computer. */
  | { readonly kind: 'unknown' };

export interface OwnedUpload extends UnfinishedUpload {
  readonly owner: UploadOwner;
}

/** Whose upload it is. An upload that another queue is just beginning is taken for its own. */
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
