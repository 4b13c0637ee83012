import { assertNever } from '../../../shared/assert-never.ts';
import { toErrorRecord, TransferError } from '../../../shared/errors.ts';
import type { Crc64, ObjectResult } from '../../../shared/transfer.ts';
import type { Verification } from '../../../shared/transfer-state.ts';
import type { ByteComparison } from '../run/conflict.ts';
import { crc64OfNothing } from './crc64-combine.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import type { ObjectFacts } from '../ports/object-store.ts';
import { type OpenSource, requestContext, type Run } from '../run/run.ts';

/** An existing object that was verified to be the file. */
export interface SentObject {
  readonly verified: Verification;
  readonly size: number;
  readonly result: ObjectResult;
  /**
   * True when another request than its Complete made the object, so that the begun upload remains.
   */
  readonly uploadRemains?: boolean;
}

/** The result of an upload with a lost response, taken from the object itself. */
export function resultFromFacts(facts: ObjectFacts): ObjectResult {
  const { etag, requestId, crc64 } = facts;
  return crc64 === undefined ? { etag, requestId } : { etag, requestId, crc64 };
}

/** The object under the key, or the fact that the account may not read it. */
type RemoteObject =
  | { readonly kind: 'object'; readonly facts: ObjectFacts }
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-permitted' };

/** Sends HEAD and treats "not permitted" as a result: Ferry needs only upload rights. */
export async function findObject(run: Run): Promise<RemoteObject> {
  return await limitedRequest(run.limiter, run.signal, () => headObject(run));
}

/** As `findObject`, in the turn of another request. */
export async function headObject(run: Run): Promise<RemoteObject> {
  try {
    const facts = await run.ports.objects.head(run.target, requestContext(run, run.signal));
    return facts === undefined ? { kind: 'absent' } : { kind: 'object', facts };
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (toErrorRecord(thrown).code === 'access-denied') return { kind: 'not-permitted' };
    throw thrown;
  }
}

/**
 * Compares an object with a content. Without a CRC-64, equal sizes prove nothing about the bytes.
 */
function compareBytes(
  facts: Pick<ObjectFacts, 'size' | 'crc64'>,
  content: { readonly size: number; readonly crc64: Crc64 },
): ByteComparison {
  if (facts.size !== content.size) return 'different';
  if (facts.crc64 === undefined) return 'unknown';
  return facts.crc64 === content.crc64 ? 'same' : 'different';
}

/** An object beside a file, with the facts on which the comparison rests. */
export interface ComparedObject {
  readonly bytes: ByteComparison;
  readonly facts: ObjectFacts;
}

/** Like `compareBytes`, but reads the content only if its CRC-64 can decide. */
export async function compareFile(
  run: Run,
  facts: ObjectFacts,
  size: number,
  readCrc64: () => Promise<Crc64>,
): Promise<ComparedObject> {
  if (facts.size !== size || facts.crc64 === undefined) {
    return { bytes: compareBytes(facts, { size, crc64: '' }), facts };
  }
  const content = { size, crc64: await readCrc64() };
  const agreed = await agreedFacts(run, facts, content);
  return { bytes: compareBytes(agreed, content), facts: agreed };
}

/**
 * The facts of an object that may be `sent`, with the CRC-64 on which two responses agree. Where
 * only one names it, it counts as unknown.
 */
async function agreedFacts(
  run: Run,
  facts: ObjectFacts,
  sent: { readonly size: number; readonly crc64: Crc64 },
): Promise<ObjectFacts> {
  const { crc64: named, ...others } = facts;
  if (facts.size !== sent.size || named === undefined) return facts;
  const crc64 = await agreedCrc64(run, sent.crc64, named);
  return crc64 === undefined ? others : { ...others, crc64 };
}

/**
 * The CRC-64 of the object under the key. Responses may change on their way, but rarely alike: one
 * that names `sent` is believed, and another value only when two responses name it.
 *
 * @param named what a response named before
 * @returns `undefined` when HEAD names none
 * @throws what HEAD throws, unless it is not permitted
 */
export async function agreedCrc64(run: Run, sent: Crc64, named: Crc64): Promise<Crc64 | undefined> {
  const before = new Set<Crc64>();
  let next: Crc64 | undefined = named;
  while (next !== undefined && next !== sent && !before.has(next)) {
    before.add(next);
    const remote = await findObject(run);
    next = remote.kind === 'object' ? remote.facts.crc64 : undefined;
  }
  return next;
}

/**
 * Returns the object if a request of Ferry with a lost response made it.
 *
 * @param operation the request whose response was lost
 * @returns `undefined` when it is another object, or when no object exists
 * @throws TransferError `unconfirmed` when HEAD is not permitted, or when OSS returns no CRC-64 for
 *   an object that might be Ferry's
 */
export async function confirmedObject(
  run: Run,
  remote: RemoteObject,
  sent: { readonly size: number; readonly crc64: Crc64 },
  operation: 'PutObject' | 'CompleteMultipartUpload',
): Promise<SentObject | undefined> {
  if (remote.kind === 'absent') return undefined;
  if (remote.kind === 'not-permitted') {
    throw new TransferError({
      code: 'unconfirmed',
      detail: `The answer of ${operation} was lost and HeadObject is not permitted.`,
      missingAction: 'oss:GetObject',
    });
  }
  const facts = await agreedFacts(run, remote.facts, sent);
  const comparison = compareBytes(facts, sent);
  switch (comparison) {
    case 'same':
      return { verified: 'crc64', size: sent.size, result: resultFromFacts(facts) };
    case 'different':
      return undefined;
    case 'unknown':
      throw new TransferError({
        code: 'unconfirmed',
        detail: `The answer of ${operation} was lost and OSS names no CRC-64 of the object.`,
        requestId: facts.requestId,
      });
    default:
      return assertNever(comparison, 'comparison');
  }
}

/** HTTP dates have no fractions of a second (RFC 9110, 5.6.7). Milliseconds. */
const dateAccuracy = 1000;

/**
 * Returns the object if the network delivered a PutObject of Ferry twice. The refusal then belongs
 * to the second delivery, and the first delivery made the object: it equals the file and is younger
 * than the request. Within the accuracy of HTTP dates the object may be another program's.
 *
 * @param source absent for folder markers
 * @param since milliseconds since the request began
 */
export async function deliveredTwice(
  run: Run,
  source: OpenSource | undefined,
  since: number,
): Promise<SentObject | undefined> {
  if (since < dateAccuracy) return undefined;
  const remote = await findObject(run);
  if (remote.kind !== 'object' || remote.facts.crc64 === undefined) return undefined;
  if (remote.facts.age + dateAccuracy > since) return undefined;
  return await confirmedFile(run, source, remote);
}

/**
 * Returns the object if a PutObject of Ferry with a lost response made it from the file.
 *
 * @param source absent for folder markers
 * @throws TransferError `unconfirmed`
 */
export async function confirmedFile(
  run: Run,
  source: OpenSource | undefined,
  remote: RemoteObject,
): Promise<SentObject | undefined> {
  const size = source?.identity.size ?? 0;
  if (remote.kind === 'object' && remote.facts.size !== size) return undefined;
  const crc64 =
    source === undefined ? crc64OfNothing : await source.handle.crc64(0, size, run.signal);
  return await confirmedObject(run, remote, { size, crc64 }, 'PutObject');
}
