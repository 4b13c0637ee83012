import { toErrorRecord } from '../../../shared/errors.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectTarget, RequestContext } from '../ports/object-store.ts';
import { decideRetry } from '../retry/retry-table.ts';

/**
 * Sends one cheap request to a destination that changes nothing. Retries it, as for a part, when
 * the response was lost.
 *
 * @throws TransferError the last refusal; `context.signal.reason` when aborted
 */
export async function probeDestination(
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
      const decision = decideRetry({ error, sent: 'probe', attempts: tries }, random);
      if (decision.do !== 'again') throw thrown;
      await clock.sleep(decision.after, context.signal);
    }
  }
}
