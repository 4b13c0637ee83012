import { compareIdentity } from '../../../shared/compare-identity.ts';
import { errorClass, toErrorRecord, TransferError } from '../../../shared/errors.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import {
  confirmedFile,
  deliveredTwice,
  findObject,
  type SentObject,
} from '../parts/confirm-object.ts';
import { checkReceipt, isBreak, notVerified } from '../parts/upload-parts.ts';
import type { ExpectedFile, PutReceipt, ByteRange } from '../ports/object-store.ts';
import { decideRetry, mayHaveHappened } from '../retry-table.ts';
import { firstStep } from './conflict.ts';
import { sendOverDamaged, rememberDamaged } from './damaged-object.ts';
import {
  isOnePut,
  objectOptions,
  requestContext,
  type Run,
  type RunEnding,
  type OpenSource,
  requireSameSource,
  sourceChanged,
} from './run.ts';
import { finished } from './send-under-policy.ts';

/**
 * Sends a small file that no request was made for yet, without opening it in this thread. Most
 * small files need nothing else.
 *
 * @returns the ending of a verified file; else what the first request came to; `undefined` when no
 *   request was made, so that the file has to be opened
 * @throws `signal.reason` when aborted
 */
export async function sendByPath(run: Run): Promise<RunEnding | FirstTry | undefined> {
  const file = expectedFile(run);
  if (file === undefined) return undefined;
  const { clock } = run.ports;
  const begunAt = clock.monotonic();
  let receipt: PutReceipt | undefined;
  try {
    receipt = await putByPath(run, file);
  } catch (thrown) {
    run.bytes.lostPart(onlyPart);
    run.signal.throwIfAborted();
    return { begunAt, outcome: { thrown } };
  }
  if (receipt === undefined) return undefined;
  const ending = endingBy(receipt, file.identity);
  if (ending !== undefined) return ending;
  // The file may be gone before its bytes can be compared, and the object would stand unknown.
  await rememberDamaged(run, receipt.etag);
  return { begunAt, outcome: { receipt } };
}

/** The file of the run, if its first request needs no look at the object or the file. */
function expectedFile(run: Run): ExpectedFile | undefined {
  const { transfer, batch, policy } = run;
  const { source, identity, attempts } = transfer;
  if (source.kind !== 'file' || identity === undefined) return undefined;
  // An earlier request may have arrived, or may have left a damaged object.
  if (attempts > 0 || run.damagedEtag !== undefined) return undefined;
  if (batch.options.callback !== undefined) return undefined;
  const { size } = identity;
  if (!isOnePut(run, size) || firstStep(policy, size).headFirst) return undefined;
  return { path: source.path, identity };
}

async function putByPath(run: Run, file: ExpectedFile): Promise<PutReceipt | undefined> {
  const { forbidOverwrite } = firstStep(run.policy, file.identity.size);
  const { clock } = run.ports;
  return await limitedRequest(run.limiter, run.signal, async () => {
    const begunAt = clock.monotonic();
    const receipt = await run.ports.objects.putFile(
      run.target,
      file,
      objectOptions(run, forbidOverwrite, file.identity),
      requestContext(run, run.signal, (bytes) => {
        run.bytes.moved(onlyPart, bytes);
      }),
    );
    if (receipt !== undefined) run.sentBody(file.identity.size, clock.monotonic() - begunAt);
    return receipt;
  });
}

/** @returns `undefined` when the checksums or the file need a closer look */
function endingBy(receipt: PutReceipt, identity: SourceIdentity): RunEnding | undefined {
  const { sourceAfter } = receipt;
  if (sourceAfter === undefined || compareIdentity(identity, sourceAfter) !== 'same') {
    return undefined;
  }
  try {
    return finished(sentObject(receipt, identity.size));
  } catch {
    return undefined;
  }
}

/** When OSS accepts the request. */
interface PutConditions {
  readonly forbidOverwrite: boolean;
  /** Sends the body only after the server asked for it. */
  readonly expectContinue: boolean;
}

/** Part number of the whole object in the live byte counts. */
const onlyPart = 1;

/** The outcome of a PutObject of this run that was made before the file was opened. */
export interface FirstTry {
  /** Monotonic clock, milliseconds. */
  readonly begunAt: number;
  readonly outcome: { readonly receipt: PutReceipt } | { readonly thrown: unknown };
}

/**
 * Sends a file by one PutObject, or a folder marker when `source` is absent.
 *
 * @param first the first try, when it was made already
 * @throws TransferError when the retry table gives the request up; `signal.reason` when aborted
 */
export async function sendSmall(
  run: Run,
  source: OpenSource | undefined,
  how: PutConditions,
  first?: FirstTry,
): Promise<SentObject> {
  const { clock, random, log } = run.ports;
  // No first try is made where a damaged object is known.
  const knownDamage = first === undefined ? run.damagedEtag : undefined;
  // An earlier request of Ferry may have arrived although its response was lost.
  let mayBeOurs = run.transfer.attempts > 0;
  let uncounted = 0;
  const begunAt = first?.begunAt ?? clock.monotonic();
  for (let tries = 1; ; tries += 1) {
    try {
      if (source !== undefined && tries > 1) await requireSameSource(source);
      if (tries > 1 || first === undefined) return await putOnce(run, source, how);
      if ('thrown' in first.outcome) throw first.outcome.thrown;
      return await accept(run, source, first.outcome.receipt);
    } catch (thrown) {
      run.bytes.lostPart(onlyPart);
      run.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (errorClass(error.code) === 'exists') {
        const sent = mayBeOurs
          ? await confirmedFile(run, source, await findObject(run))
          : await deliveredTwice(run, source, clock.monotonic() - begunAt);
        if (sent !== undefined) return sent;
      }
      // The next attempt checks the object that this attempt left, and overwrites no other object.
      if (run.damagedEtag !== knownDamage) throw thrown;
      mayBeOurs ||= mayHaveHappened(error);
      if (error.wasDead === true) uncounted += 1;
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

/** Makes one try. */
async function putOnce(
  run: Run,
  source: OpenSource | undefined,
  { forbidOverwrite, expectContinue }: PutConditions,
): Promise<SentObject> {
  const { clock } = run.ports;
  return await sendOverDamaged(run, forbidOverwrite, async (forbids) => {
    const begunAt = clock.monotonic();
    const receipt = await run.ports.objects.put(
      run.target,
      source === undefined ? undefined : wholeFile(source),
      objectOptions(run, forbids, source?.identity),
      {
        ...requestContext(run, run.signal, (bytes) => {
          run.bytes.moved(onlyPart, bytes);
        }),
        expectContinue,
      },
    );
    run.sentBody(source?.identity.size ?? 0, clock.monotonic() - begunAt);
    return await accept(run, source, receipt);
  });
}

/**
 * Verifies the object that a request made. Records an object that is not verified to be the file.
 */
async function accept(
  run: Run,
  source: OpenSource | undefined,
  receipt: PutReceipt,
): Promise<SentObject> {
  try {
    const sent = sentObject(receipt, source?.identity.size ?? 0);
    if (source !== undefined) await requireSameBytes(run, source, receipt);
    return sent;
  } catch (thrown) {
    if (receipt.etag !== '') await rememberDamaged(run, receipt.etag);
    throw thrown;
  }
}

/** @throws TransferError when the checksums do not verify the bytes */
function sentObject(receipt: PutReceipt, size: number): SentObject {
  const checked = checkReceipt(receipt);
  if (checked === undefined) throw new TransferError(notVerified);
  const { etag, requestId, callback, sentCrc64 } = receipt;
  return {
    verified: checked === 'crc64' ? 'crc64' : 'parts',
    size,
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
