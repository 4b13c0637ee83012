import { toErrorRecord, TransferError } from '../../shared/errors.ts';
import { backoffDelay } from './backoff.ts';
import { confirmedObject, lookAtObject } from './confirm-object.ts';
import { emptyCrc64 } from './crc64-combine.ts';
import { pacedRequest } from './paced-request.ts';
import type { ByteRange, PutReceipt } from './ports/object-store.ts';
import { mayHaveHappened, type SentObject } from './sent-object.ts';
import { checkReceipt, nobodyVouched, worthRepeating } from './upload-part.ts';
import {
  objectOptions,
  type OpenSource,
  requestContext,
  requireSameSource,
  sourceChanged,
  type UploadRun,
} from './upload-run.ts';

/** A whole object counts as one part in the live bytes. */
const onlyPart = 1;

/**
 * Sends a file by one PutObject, or a folder marker when there is no source.
 *
 * @throws TransferError when repeating it in place is not worth it; `signal.reason` when aborted
 */
export async function sendSmall(
  run: UploadRun,
  source: OpenSource | undefined,
  forbidOverwrite: boolean,
): Promise<SentObject> {
  const { clock, random, log } = run.ports;
  let withMd5 = false;
  let forbid = forbidOverwrite;
  // An earlier request of ours may have arrived although we never heard of it.
  let mayBeOurs = run.transfer.attempts > 0;
  for (let tries = 1; ; tries += 1) {
    try {
      const sent = await putOnce(run, source, forbid, withMd5);
      if (sent !== undefined) return sent;
      if (withMd5) throw new TransferError(nobodyVouched);
      withMd5 = true;
      // OSS took the bytes and vouched for none: what has to be overwritten is our own.
      forbid = false;
    } catch (thrown) {
      run.bytes.lostPart(onlyPart);
      run.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (error.code === 'object-exists' && mayBeOurs) {
        const sent = await sentBefore(run, source);
        if (sent !== undefined) return sent;
      }
      mayBeOurs ||= mayHaveHappened(error.code);
      if (!worthRepeating(error, tries)) throw thrown;
      log.write('warning', { event: 'part-repeated', transferId: run.transfer.id, error });
      await clock.sleep(backoffDelay(tries, random, error.retryAfter), run.signal);
    }
  }
}

/** One try. `undefined` when nobody vouched for the bytes. */
async function putOnce(
  run: UploadRun,
  source: OpenSource | undefined,
  forbidOverwrite: boolean,
  withMd5: boolean,
): Promise<SentObject | undefined> {
  return await pacedRequest(run.pace, run.signal, async () => {
    const receipt = await run.ports.objects.put(
      run.target,
      source === undefined ? undefined : wholeFile(source, withMd5),
      objectOptions(run, forbidOverwrite),
      requestContext(run, run.signal, (bytes) => {
        run.bytes.moved(onlyPart, bytes);
      }),
    );
    const checked = checkReceipt(receipt);
    if (checked === undefined) return undefined;
    if (source !== undefined) await requireSameBytes(run, source, receipt);
    const { etag, requestId, callback, sentCrc64 } = receipt;
    return {
      verified: checked === 'crc64' ? 'crc64' : 'parts',
      size: source?.identity.size ?? 0,
      result: {
        etag,
        requestId,
        ...(checked === 'crc64' && { crc64: sentCrc64 }),
        ...(callback !== undefined && { callback }),
      },
    };
  });
}

function wholeFile(source: OpenSource, withMd5: boolean): ByteRange {
  return { source: source.handle, start: 0, end: source.identity.size, withMd5 };
}

async function requireSameBytes(
  run: UploadRun,
  source: OpenSource,
  receipt: PutReceipt,
): Promise<void> {
  if ((await requireSameSource(source, receipt.sourceAfter)) === 'same') return;
  const crc64 = await source.handle.crc64(0, source.identity.size, run.signal);
  if (crc64 !== receipt.sentCrc64) throw new TransferError(sourceChanged);
}

/**
 * The object, if it is ours from a request whose answer was lost.
 * @throws TransferError `unconfirmed`
 */
async function sentBefore(
  run: UploadRun,
  source: OpenSource | undefined,
): Promise<SentObject | undefined> {
  const remote = await lookAtObject(run);
  const size = source?.identity.size ?? 0;
  if (remote.kind === 'object' && remote.facts.size !== size) return undefined;
  const crc64 = source === undefined ? emptyCrc64 : await source.handle.crc64(0, size, run.signal);
  return confirmedObject(remote, { size, crc64 }, 'PutObject');
}
