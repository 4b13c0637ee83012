import { type ErrorCode, toErrorRecord } from '../../../shared/errors.ts';
import type { EnginePorts } from '../api.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { ObjectTarget, RequestContext } from '../ports/object-store.ts';
import { decideRetry } from '../retry/retry-table.ts';

/** Idle timeout of a probe in milliseconds. A probe is small, so a stall means no connection. */
const probeTimeout = 10_000;

/** Errors of a probe when OSS cannot be reached; a captive portal may respond in place of OSS. */
const unreachable: readonly ErrorCode[] = [
  'offline',
  'no-progress',
  'connection-lost',
  'unexpected-answer',
];

/** Sends one probe. Any response of OSS, even a refusal, means that OSS can be reached. */
export async function canReach(
  ports: EnginePorts,
  limiters: RequestLimiters,
  target: ObjectTarget,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await ports.objects.probe(target, { signal, idleTimeout: probeTimeout });
    return true;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toErrorRecord(thrown);
    limiters.of(target.accountId, target.bucket).holdUntilDemanded(error);
    return !unreachable.includes(error.code);
  }
}

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
