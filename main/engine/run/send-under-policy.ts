import { assertNever } from '../../../shared/assert-never.ts';
import { type ErrorRecord, toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { modifiedFrom } from '../../../shared/upload/modified-time.ts';
import {
  type ComparedObject,
  compareFile,
  confirmedFile,
  findObject,
  resultFromFacts,
  type SentObject,
} from '../parts/confirm-object.ts';
import { type Conflict, comparesBytes, decideConflict, firstStep } from './conflict.ts';
import { type DamagedObject, damageRemains, findDamagedObject } from './damaged-object.ts';
import type { RunEnding, OpenSource, Run } from './run.ts';
import { crc64OfNothing } from '../parts/crc64-combine.ts';
import { renamedKey } from '../queue/object-key.ts';
import type { ObjectFacts } from '../ports/object-store.ts';

/**
 * Sends the object by PutObject or by parts; `forbidOverwrite` makes OSS refuse an existing key,
 * unless the damaged object of the row stands under it.
 *
 * `expectContinue` makes a PutObject wait until the server wants its body.
 */
export type Send = (forbidOverwrite: boolean, expectContinue: boolean) => Promise<SentObject>;

/**
 * Sends a file under the conflict policy of its batch. It overwrites an existing object only in two
 * cases: the policy allows it for this object, or a request of Ferry left the object damaged.
 *
 * @param source absent for folder markers
 * @param small true when the bytes are in the request that may be refused
 * @param isBegun true when the first request was made already, with what `firstStep` says
 */
export async function sendUnderPolicy(
  run: Run,
  source: OpenSource | undefined,
  small: boolean,
  send: Send,
  isBegun = false,
): Promise<RunEnding> {
  const step = firstStep(run.policy, small ? (source?.identity.size ?? 0) : undefined);
  let { forbidOverwrite } = step;
  let expectContinue = false;
  const mayStand = forbidOverwrite && !isBegun;
  const damaged: DamagedObject = mayStand ? await findDamagedObject(run) : { kind: 'none' };
  if (damaged.kind === 'stands') {
    // Perhaps only the response was damaged, and not the object.
    const { bytes, facts } = await compareWithFile(run, source, damaged.facts);
    if (bytes === 'same') {
      const { size } = facts;
      const result = resultFromFacts(facts);
      return finished({ verified: 'crc64', size, result, uploadRemains: true });
    }
  } else if (damaged.kind === 'not-permitted') {
    // A second HEAD could succeed, and its object would be taken for one of another program.
    expectContinue = step.headFirst;
  } else if (step.headFirst && !isBegun) {
    const remote = await findObject(run);
    if (remote.kind === 'object') {
      const sent = run.transfer.attempts > 0 ? await confirmedFile(run, source, remote) : undefined;
      if (sent !== undefined) return finished({ ...sent, uploadRemains: true });
      const ending = await endingFor(run, source, remote.facts);
      if (ending !== undefined) return ending;
      forbidOverwrite = false;
    }
    // Without the right to send HEAD, OSS can refuse the body before it travels.
    expectContinue = remote.kind === 'not-permitted';
  }
  try {
    return finished(await send(forbidOverwrite, expectContinue));
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = toErrorRecord(thrown);
    if (error.code !== 'object-exists') throw thrown;
    if (damaged.kind === 'not-permitted') {
      throw new TransferError({ ...damageRemains(error), missingAction: 'oss:GetObject' });
    }
    // While the damaged object stands, the request allowed to overwrite it.
    if (!forbidOverwrite || run.damagedEtag !== undefined) throw forbiddenByBucket(error);
    const ending = await resolveRefusal(run, source, error);
    return ending ?? (await sendOver(run, send));
  }
}

/** Replaces the object, as the policy or the user decided. */
async function sendOver(run: Run, send: Send): Promise<RunEnding> {
  try {
    return finished(await send(false, false));
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = toErrorRecord(thrown);
    throw error.code === 'object-exists' ? forbiddenByBucket(error) : thrown;
  }
}

/**
 * The request allowed to overwrite, so a rule of the bucket forbids it. No policy can change that.
 * https://www.alibabacloud.com/help/en/oss/developer-reference/putbucketoverwriteconfig
 */
function forbiddenByBucket(error: ErrorRecord): TransferError {
  return new TransferError({ ...error, code: 'overwrite-forbidden' });
}

/** The ending of a verified transfer. */
export function finished({ verified, size, result, uploadRemains = false }: SentObject): RunEnding {
  const dropCheckpoint = uploadRemains ? 'abort-upload' : 'keep-upload';
  return {
    event: { type: 'finish', verified },
    facts: { result, size, attempts: 0, dropCheckpoint },
  };
}

/**
 * Handles a refusal to overwrite. `undefined` means that the policy wants to overwrite this object.
 */
async function resolveRefusal(
  run: Run,
  source: OpenSource | undefined,
  error: ErrorRecord,
): Promise<RunEnding | undefined> {
  const needsFacts = comparesBytes(run.policy) || run.policy === 'newer';
  if (!needsFacts) return await endingFor(run, source, undefined, error);
  const remote = await findObject(run);
  const facts = remote.kind === 'object' ? remote.facts : undefined;
  return await endingFor(run, source, facts, error);
}

async function endingFor(
  run: Run,
  source: OpenSource | undefined,
  facts: ObjectFacts | undefined,
  error: ErrorRecord = { code: 'object-exists' },
): Promise<RunEnding | undefined> {
  const decision = decideConflict(run.policy, await compare(run, source, facts));
  switch (decision.do) {
    case 'overwrite':
      return undefined;
    case 'skip':
      return {
        event: { type: 'skip', reason: decision.reason },
        facts: { dropCheckpoint: 'abort-upload' },
      };
    case 'rename':
      // The new key must be on disk before anything is sent under it.
      return {
        event: { type: 'requeue' },
        facts: { key: renamedKey(run.target.key), attempts: 0, dropCheckpoint: 'abort-upload' },
      };
    case 'ask':
      return { event: { type: 'wait', why: 'conflict', error } };
    case 'fail':
      throw new TransferError({ ...error, code: decision.code });
    default:
      return assertNever(decision, 'conflict decision');
  }
}

async function compare(
  run: Run,
  source: OpenSource | undefined,
  facts: ObjectFacts | undefined,
): Promise<Conflict> {
  if (facts === undefined) return { bytes: 'unknown', sourceIsNewer: undefined };
  if (source === undefined) {
    const { bytes } = await compareWithFile(run, source, facts);
    // A marker has no time of its own, so an existing marker counts as equally new.
    return { bytes, sourceIsNewer: bytes === 'same' ? false : undefined };
  }
  const modified = Number(BigInt(source.identity.modified) / 1_000_000n);
  return {
    bytes: comparesBytes(run.policy)
      ? (await compareWithFile(run, source, facts)).bytes
      : 'unknown',
    sourceIsNewer: modified > (modifiedFrom(facts.meta) ?? facts.lastModified),
  };
}

/** Compares an object with the file, or with an empty content for a folder marker. */
async function compareWithFile(
  run: Run,
  source: OpenSource | undefined,
  facts: ObjectFacts,
): Promise<ComparedObject> {
  if (source === undefined) {
    if (facts.size > 0) return { bytes: 'different', facts };
    const named = facts.crc64 !== undefined && { crc64: crc64OfNothing };
    return { bytes: 'same', facts: { ...facts, ...named } };
  }
  const { handle, identity } = source;
  const { size } = identity;
  return await compareFile(run, facts, size, () => handle.crc64(0, size, run.signal));
}
