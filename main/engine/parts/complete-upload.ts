import { TransferError } from '../../../shared/errors.ts';
import type { Crc64 } from '../../../shared/transfer.ts';
import { combineCrc64 } from './crc64-combine.ts';
import { findObject, type SentObject } from './confirm-object.ts';
import type { OpenUpload } from './open-upload.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import type { CompleteReceipt } from '../ports/object-store.ts';
import {
  objectOptions,
  rememberDamaged,
  requestContext,
  requireSameSource,
  sourceChanged,
  type Run,
} from '../run/run.ts';

/**
 * Completes the object from its parts and compares it with the bytes that were read.
 *
 * @throws TransferError `source-changed` before the upload is completed; `object-differs` when the
 *   object is not the file; what CompleteMultipartUpload throws. Its response may have been lost.
 */
export async function completeUpload(
  run: Run,
  upload: OpenUpload,
  forbidOverwrite: boolean,
): Promise<SentObject> {
  const { store, objects } = run.ports;
  const parts = [...upload.parts.values()].sort((a, b) => a.number - b.number);
  const combined = combineCrc64(parts);
  await requireSameBytes(run, upload, combined);
  const receipt = await limitedRequest(run.limiter, run.signal, async () => {
    // The file may have changed while the request waited for its turn.
    await requireSameBytes(run, upload, combined);
    await store.saveCompleting(run.transfer.id);
    return await objects.complete(
      run.target,
      upload.uploadId,
      parts,
      objectOptions(run, forbidOverwrite),
      requestContext(run, run.signal),
    );
  });
  return await judge(run, upload, combined, receipt);
}

/** Reads a touched file once more, because only its bytes show whether it changed. */
async function requireSameBytes(run: Run, upload: OpenUpload, combined: Crc64): Promise<void> {
  if ((await requireSameSource(upload.source)) === 'same') return;
  const { handle, identity } = upload.source;
  if ((await handle.crc64(0, identity.size, run.signal)) !== combined) {
    throw new TransferError(sourceChanged);
  }
}

async function judge(
  run: Run,
  upload: OpenUpload,
  combined: Crc64,
  receipt: CompleteReceipt,
): Promise<SentObject> {
  const { etag, requestId, callback } = receipt;
  const reported = receipt.storedCrc64;
  // The response itself may have changed on its way, so HEAD checks the object once more.
  const stored = reported === combined ? reported : ((await crc64OfObject(run)) ?? reported);
  if (stored !== undefined && stored !== combined) {
    if (etag !== '') await rememberDamaged(run, etag);
    throw new TransferError({
      code: 'object-differs',
      detail: `CRC-64 ${combined} was sent, the object has ${stored}.`,
      requestId,
    });
  }
  return {
    verified: stored === undefined ? 'parts' : 'crc64',
    size: upload.source.identity.size,
    result: {
      etag,
      requestId,
      ...(stored !== undefined && { crc64: stored }),
      ...(callback !== undefined && { callback }),
    },
  };
}

/**
 * The CRC-64 from HeadObject, for a response without a CRC-64 (as with `x-oss-complete-all`) or
 * with an unexpected one. `undefined` when HeadObject fails: each part was verified, and the
 * failure of HEAD does not undo that.
 */
async function crc64OfObject(run: Run): Promise<Crc64 | undefined> {
  try {
    const remote = await findObject(run);
    return remote.kind === 'object' ? remote.facts.crc64 : undefined;
  } catch {
    return undefined;
  }
}
