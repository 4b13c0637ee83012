import {
  type ErrorRecord,
  retryAdvice,
  toErrorRecord,
  TransferError,
} from '../../../shared/errors.ts';
import type { RevocablePlace } from '../limits/account-pace.ts';
import { backoffDelay } from '../conditions/backoff.ts';
import { pacedRequest } from '../limits/paced-request.ts';
import type { PartRange } from '../queue/plan-upload.ts';
import type { Receipt } from '../ports/object-store.ts';
import type { CommittedPart } from '../ports/transfer-store.ts';
import {
  type OpenSource,
  requestContext,
  requireSameSource,
  type UploadRun,
} from '../run/upload-run.ts';

/** Tries of one part in a row before its file is put aside for a while. */
const triesInPlace = 3;
/** A busy server is no fault of the part: the pace is lowered meanwhile. */
const triesWhenBusy = 8;

/** OSS answered neither with a CRC-64 nor to a Content-MD5: whoever that was, it was not OSS. */
export const nobodyVouched: ErrorRecord = {
  code: 'unexpected-answer',
  detail: 'The answer vouches for no byte of what was sent.',
};

/** Whether the connection broke, or stood still, while the request was on its way. */
export function isBreak({ code }: ErrorRecord): boolean {
  return code === 'connection-lost' || code === 'no-progress';
}

/** Whether the same request is worth another try without stopping its file. */
export function worthRepeating(error: ErrorRecord, tries: number): boolean {
  if (retryAdvice(error.code) !== 'now') return false;
  if (error.code === 'upload-missing' || error.code === 'part-rejected') return false;
  return tries < (error.code === 'server-busy' ? triesWhenBusy : triesInPlace);
}

/**
 * Compares what was read with what OSS says it stored.
 *
 * @returns whether both sides agree; `undefined` when nobody vouched for the bytes, so that they
 *   have to be sent again under a Content-MD5.
 * @throws TransferError `corrupted-on-the-way`
 */
export function checkReceipt(receipt: Receipt): 'crc64' | 'md5' | undefined {
  if (receipt.storedCrc64 === undefined) return receipt.md5Checked ? 'md5' : undefined;
  if (receipt.storedCrc64 === receipt.sentCrc64) return 'crc64';
  throw new TransferError({
    code: 'corrupted-on-the-way',
    detail: `CRC-64 ${receipt.sentCrc64} was sent, ${receipt.storedCrc64} was stored.`,
    requestId: receipt.requestId,
  });
}

/**
 * Sends one part until it is accepted, committed and shown, in this order.
 *
 * @param place given up before a try when limits were lowered meanwhile
 * @throws TransferError when repeating it in place is not worth it; `signal.reason` when aborted.
 */
export async function uploadPart(
  run: UploadRun,
  source: OpenSource,
  uploadId: string,
  range: PartRange,
  signal: AbortSignal,
  place: RevocablePlace,
): Promise<CommittedPart> {
  const { clock, random, log } = run.ports;
  let withMd5 = false;
  /** Tries that ended with an address of this computer: those come and go as often as they like. */
  let uncounted = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      const part = await sendOnce(run, source, uploadId, range, withMd5, signal, place);
      if (part !== undefined) return part;
      if (withMd5) throw new TransferError(nobodyVouched);
      withMd5 = true;
    } catch (thrown) {
      run.bytes.lostPart(range.number);
      signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (error.addressLost === true) uncounted += 1;
      if (!worthRepeating(error, tries - uncounted)) throw thrown;
      log.write('warning', {
        event: 'part-repeated',
        transferId: run.transfer.id,
        partNumber: range.number,
        error,
      });
      await clock.sleep(backoffDelay(tries - uncounted, random, error.retryAfter), signal);
    }
  }
}

/** One try. `undefined` when nobody vouched for the bytes. */
async function sendOnce(
  run: UploadRun,
  source: OpenSource,
  uploadId: string,
  range: PartRange,
  withMd5: boolean,
  signal: AbortSignal,
  place: RevocablePlace,
): Promise<CommittedPart | undefined> {
  const send = async (): Promise<CommittedPart | undefined> => {
    await requireSameSource(source);
    const receipt = await run.ports.objects.uploadPart(
      run.target,
      uploadId,
      range.number,
      { source: source.handle, start: range.start, end: range.end, withMd5 },
      requestContext(run, signal, (bytes) => {
        run.bytes.moved(range.number, bytes);
      }),
    );
    const checked = checkReceipt(receipt);
    if (checked === undefined) {
      run.bytes.lostPart(range.number);
      return undefined;
    }
    const part: CommittedPart = {
      number: range.number,
      size: range.end - range.start,
      etag: receipt.etag,
      crc64: receipt.sentCrc64,
      crc64Confirmed: checked === 'crc64',
    };
    await run.ports.store.savePart(run.transfer.id, part);
    run.bytes.committedPart(part.number, part.size);
    return part;
  };
  return await pacedRequest(run.pace, signal, send, place);
}
