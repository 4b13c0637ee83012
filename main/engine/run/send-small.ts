import { errorClass, toErrorRecord, TransferError } from '../../../shared/errors.ts';
import {
  confirmedFile,
  deliveredTwice,
  findObject,
  type SentObject,
} from '../parts/confirm-object.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import type { ByteRange, PutReceipt } from '../ports/object-store.ts';
import { decideRetry, mayHaveHappened } from '../retry/retry-table.ts';
import { checkReceipt, isBreak, notVerified } from '../parts/upload-part.ts';
import {
  objectOptions,
  type OpenSource,
  rememberDamaged,
  requestContext,
  requireSameSource,
  sourceChanged,
  type Run,
} from './run.ts';

/** When OSS accepts the request. */
interface PutConditions {
  readonly forbidOverwrite: boolean;
  /** Sends the body only after the server asked for it. */
  readonly expectContinue: boolean;
}

/** Part number of the whole object in the live byte counts. */
const onlyPart = 1;

/**
 * Sends a file by one PutObject, or a folder marker when `source` is absent.
 *
 * @throws TransferError when the retry table gives the request up; `signal.reason` when aborted
 */
export async function sendSmall(
  run: Run,
  source: OpenSource | undefined,
  how: PutConditions,
): Promise<SentObject> {
  const { clock, random, log } = run.ports;
  const knownDamage = run.damagedEtag;
  // An earlier request of Ferry may have arrived although its response was lost.
  let mayBeOurs = run.transfer.attempts > 0;
  let uncounted = 0;
  const begunAt = clock.monotonic();
  for (let tries = 1; ; tries += 1) {
    try {
      if (source !== undefined && tries > 1) await requireSameSource(source);
      return await putOnce(run, source, how);
    } catch (thrown) {
      run.bytes.lostPart(onlyPart);
      run.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      // The next attempt checks the object that this attempt left, and overwrites no other object.
      if (run.damagedEtag !== knownDamage) throw thrown;
      if (errorClass(error.code) === 'exists') {
        const sent = mayBeOurs
          ? await confirmedFile(run, source, await findObject(run))
          : await deliveredTwice(run, source, clock.monotonic() - begunAt);
        if (sent !== undefined) return sent;
      }
      mayBeOurs ||= mayHaveHappened(error);
      if (error.addressLost === true) uncounted += 1;
      const attempts = tries - uncounted;
      const decision = decideRetry({ error, sent: 'small-file', attempts }, random);
      if (decision.do !== 'again') {
        if (source !== undefined && isBreak(error)) run.brokenBody = source.identity.size;
        throw thrown;
      }
      log.write('warning', { event: 'part-repeated', transferId: run.transfer.id, error });
      await clock.sleep(decision.after, run.signal);
    }
  }
}

/** Makes one try. Records an object that this try made and that is not verified to be the file. */
async function putOnce(
  run: Run,
  source: OpenSource | undefined,
  { forbidOverwrite, expectContinue }: PutConditions,
): Promise<SentObject> {
  return await limitedRequest(run.limiter, run.signal, async () => {
    const receipt = await run.ports.objects.put(
      run.target,
      source === undefined ? undefined : wholeFile(source),
      objectOptions(run, forbidOverwrite, source?.identity),
      {
        ...requestContext(run, run.signal, (bytes) => {
          run.bytes.moved(onlyPart, bytes);
        }),
        expectContinue,
      },
    );
    try {
      return await sentBy(run, source, receipt);
    } catch (thrown) {
      if (receipt.etag !== '') await rememberDamaged(run, receipt.etag);
      throw thrown;
    }
  });
}

async function sentBy(
  run: Run,
  source: OpenSource | undefined,
  receipt: PutReceipt,
): Promise<SentObject> {
  const checked = checkReceipt(receipt);
  if (checked === undefined) throw new TransferError(notVerified);
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
}

function wholeFile(source: OpenSource): ByteRange {
  return { source: source.handle, start: 0, end: source.identity.size };
}

async function requireSameBytes(run: Run, source: OpenSource, receipt: PutReceipt): Promise<void> {
  if ((await requireSameSource(source, receipt.sourceAfter)) === 'same') return;
  const crc64 = await source.handle.crc64(0, source.identity.size, run.signal);
  if (crc64 !== receipt.sentCrc64) throw new TransferError(sourceChanged);
}
