import { errorClass, toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { mayBeginAnew, openUpload, type OpenUpload } from './open-upload.ts';
import { missingParts } from '../queue/plan-upload.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import { agreedCrc64, findObject, type SentObject } from './confirm-object.ts';
import { decideRetry } from '../retry-table.ts';
import { isBreak, uploadParts } from './upload-parts.ts';
import { sendOverDamaged, rememberDamaged } from '../run/damaged-object.ts';
import {
  type Run,
  objectOptions,
  requestContext,
  requireSameSource,
  sourceChanged,
} from '../run/run.ts';
import type { Crc64 } from '../../../shared/transfer.ts';
import { combineCrc64 } from './crc64-combine.ts';
import type { CompleteReceipt } from '../ports/object-store.ts';

/**
 * Sends a file by parts. It compares both sides again whenever they may disagree: after a lost
 * response of Complete, an unknown uploadId, or a refused part list. The server's state is
 * decisive.
 *
 * @param onVerifying called once all parts have arrived and only Complete is missing
 * @throws TransferError; `signal.reason` when aborted
 */
export async function sendMultipart(
  run: Run,
  handle: SourceHandle,
  forbidOverwrite: boolean,
  onVerifying: () => Promise<void>,
): Promise<SentObject> {
  let refusals = 0;
  for (let round = 1; ; round += 1) {
    const opened = await openUpload(run, handle, forbidOverwrite);
    if (opened.kind === 'complete') return opened.sent;
    const { upload } = opened;
    const { size } = upload.source.identity;
    const knownDamage = run.damagedEtag;
    let completing = false;
    try {
      const missing = missingParts(size, upload.partSize, new Set(upload.parts.keys()));
      run.beginsParts(upload.partSize, upload.responseTime);
      await uploadParts(run, upload.source, upload.uploadId, missing, (part) => {
        upload.parts.set(part.number, part);
      });
      await onVerifying();
      completing = true;
      return await completeUpload(run, upload, forbidOverwrite);
    } catch (thrown) {
      run.signal.throwIfAborted();
      // The next attempt checks the object that this attempt left.
      if (run.damagedEtag !== knownDamage) throw thrown;
      const error = toErrorRecord(thrown);
      if (!completing && isBreak(error) && mayBeginAnew(upload.parts.values(), upload.partSize)) {
        run.brokenBody = Math.min(size, upload.partSize);
      }
      const isRefused = errorClass(error.code) === 'exists';
      if (isRefused && forbidOverwrite && run.damagedEtag === undefined) throw thrown;
      const { store, clock, random } = run.ports;
      // OSS keeps the policy under which the upload was begun, so this upload can no longer
      // overwrite.
      const stuck = completing && isRefused;
      if (stuck) {
        refusals += 1;
        await store.dropCheckpoint(run.transfer.id, 'abort-upload');
      }
      const sent = completing ? 'complete' : 'part';
      // Connections that broke before say nothing about the next upload.
      const attempts = stuck ? refusals : round;
      const decision = decideRetry({ error, sent, attempts }, random);
      if (decision.do !== 'compare') throw thrown;
      await clock.sleep(decision.after, run.signal);
    }
  }
}

/**
 * Completes the object from its parts and compares it with the bytes that were read.
 *
 * @throws TransferError `source-changed` before the upload is completed; `object-differs` when the
 *   object is not the file; what CompleteMultipartUpload throws. Its response may have been lost.
 */
async function completeUpload(
  run: Run,
  upload: OpenUpload,
  forbidOverwrite: boolean,
): Promise<SentObject> {
  const { store, objects } = run.ports;
  const parts = [...upload.parts.values()].sort((a, b) => a.number - b.number);
  const combined = combineCrc64(parts);
  await requireSameBytes(run, upload, combined);
  const complete = async (forbids: boolean) =>
    await objects.complete(
      run.target,
      upload.uploadId,
      parts,
      objectOptions(run, forbids),
      requestContext(run, run.signal),
    );
  const receipt = await sendOverDamaged(run, forbidOverwrite, complete, async () => {
    // The file may have changed while the request waited for its turn.
    await requireSameBytes(run, upload, combined);
    await store.saveCompleting(run.transfer.id);
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

/**
 * Compares the object with the bytes that were read.
 *
 * @throws TransferError `object-differs`; what HEAD throws after a response named another CRC-64
 */
async function judge(
  run: Run,
  upload: OpenUpload,
  combined: Crc64,
  receipt: CompleteReceipt,
): Promise<SentObject> {
  const { etag, requestId, callback } = receipt;
  let stored = receipt.storedCrc64 ?? (await crc64OfObject(run));
  if (stored !== undefined && stored !== combined) {
    // Recorded before HEAD is asked: HEAD can fail, and this process can end.
    if (etag !== '') await rememberDamaged(run, etag);
    stored = (await agreedCrc64(run, combined, stored)) ?? stored;
    if (stored !== combined) {
      throw new TransferError({
        code: 'object-differs',
        detail: `CRC-64 ${combined} was sent, the object has ${stored}.`,
        requestId,
      });
    }
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
 * The CRC-64 from HeadObject, for a response without a CRC-64 (as with `x-oss-complete-all`).
 * `undefined` when HeadObject fails: each part was verified, and the failure of HEAD does not undo
 * that.
 */
async function crc64OfObject(run: Run): Promise<Crc64 | undefined> {
  try {
    const remote = await findObject(run);
    return remote.kind === 'object' ? remote.facts.crc64 : undefined;
  } catch {
    return undefined;
  }
}
