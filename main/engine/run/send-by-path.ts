import { compareIdentity } from '../../../shared/compare-identity.ts';
import type { SourceIdentity } from '../../../shared/transfer.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import type { ExpectedFile, PutReceipt } from '../ports/object-store.ts';
import { laneFor } from '../queue/plan-upload.ts';
import { firstStep } from './conflict.ts';
import { objectOptions, rememberDamaged, requestContext, type Run, type RunEnding } from './run.ts';
import { type FirstTry, onlyPart, sentObject } from './send-small.ts';
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
  const { transfer, batch, policy, bodyLimit, settings } = run;
  const { source, identity, attempts, hasCheckpoint } = transfer;
  if (source.kind !== 'file' || identity === undefined || hasCheckpoint) return undefined;
  // An earlier request may have arrived, or may have left a damaged object.
  if (attempts > 0 || run.damagedEtag !== undefined) return undefined;
  if (batch.options.callback !== undefined) return undefined;
  const { size } = identity;
  const isSmall = laneFor(size, settings().multipartThreshold) === 'small';
  if (!isSmall || size > bodyLimit.bytes || firstStep(policy, size).headFirst) return undefined;
  return { path: source.path, identity };
}

async function putByPath(run: Run, file: ExpectedFile): Promise<PutReceipt | undefined> {
  const { forbidOverwrite } = firstStep(run.policy, file.identity.size);
  return await limitedRequest(run.limiter, run.signal, () =>
    run.ports.objects.putFile(
      run.target,
      file,
      objectOptions(run, forbidOverwrite, file.identity),
      requestContext(run, run.signal, (bytes) => {
        run.bytes.moved(onlyPart, bytes);
      }),
    ),
  );
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
