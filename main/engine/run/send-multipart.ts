import { errorClass, toErrorRecord } from '../../../shared/errors.ts';
import { completeUpload } from '../parts/complete-upload.ts';
import { mayBeginAnew, openUpload } from '../parts/open-upload.ts';
import { missingParts } from '../queue/plan-upload.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import type { SentObject } from '../parts/confirm-object.ts';
import { decideRetry } from '../retry-table.ts';
import { isBreak, uploadParts } from '../parts/upload-parts.ts';
import type { Run } from './run.ts';

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
    let completing = false;
    try {
      const missing = missingParts(size, upload.partSize, new Set(upload.parts.keys()));
      await uploadParts(run, upload.source, upload.uploadId, missing, (part) => {
        upload.parts.set(part.number, part);
      });
      await onVerifying();
      completing = true;
      return await completeUpload(run, upload, forbidOverwrite);
    } catch (thrown) {
      run.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (!completing && isBreak(error) && mayBeginAnew(upload.parts.values(), upload.partSize)) {
        run.brokenBody = Math.min(size, upload.partSize);
      }
      const isRefused = errorClass(error.code) === 'exists';
      if (isRefused && forbidOverwrite) throw thrown;
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
