import type { Destination } from '../../../shared/transfer.ts';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { EnginePorts, UnfinishedUpload } from '../api.ts';
import type { RemoteUpload } from '../ports/object-store.ts';

/**
 * Lists all unfinished multipart uploads below a prefix, with their sizes. OSS charges for them.
 */
export async function unfinishedUploads(
  ports: EnginePorts,
  destination: Destination,
  signal: AbortSignal,
  idleTimeout: number,
): Promise<readonly UnfinishedUpload[]> {
  const context = { signal, idleTimeout };
  const { accountId, bucket, prefix } = destination;
  const found: UnfinishedUpload[] = [];
  for (const upload of await ports.objects.listUploads({ accountId, bucket, prefix }, context)) {
    const target = { accountId, bucket, key: upload.key };
    try {
      const parts = await ports.objects.listParts(target, upload.uploadId, context);
      found.push({
        ...upload,
        ownedByQueue: await ports.store.knowsUpload(upload.uploadId),
        size: parts.reduce((sum, part) => sum + part.size, 0),
        partCount: parts.length,
      });
    } catch (thrown) {
      // The upload was completed or aborted after it was listed.
      if (toErrorRecord(thrown).code !== 'upload-missing') throw thrown;
    }
  }
  return found;
}

/** Aborts one unfinished upload. An upload that no longer exists counts as aborted. */
export async function abortUnfinished(
  ports: EnginePorts,
  destination: Destination,
  upload: RemoteUpload,
  signal: AbortSignal,
  idleTimeout: number,
): Promise<void> {
  const { accountId, bucket } = destination;
  const target = { accountId, bucket, key: upload.key };
  try {
    await ports.objects.abort(target, upload.uploadId, { signal, idleTimeout });
  } catch (thrown) {
    if (toErrorRecord(thrown).code !== 'upload-missing') throw thrown;
  }
}
