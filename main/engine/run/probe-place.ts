import { toErrorRecord } from '../../../shared/errors.ts';
import { backoffDelay } from '../conditions/backoff.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectTarget, RequestContext } from '../ports/object-store.ts';
import { worthRepeating } from '../parts/upload-part.ts';

/**
 * Sends one cheap request to a destination that changes nothing. Retries it, as for a part, when
 * the response was lost.
 *
 * @throws TransferError the last refusal; `context.signal.reason` when aborted
 */
export async function probePlace(
  { objects, clock, random }: Pick<EnginePorts, 'objects' | 'clock' | 'random'>,
  target: ObjectTarget,
  context: RequestContext,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await objects.probe(target, context);
      return;
    } catch (thrown) {
      context.signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (!worthRepeating(error, tries)) throw thrown;
      await clock.sleep(backoffDelay(tries, random, error.retryAfter), context.signal);
    }
  }
}
