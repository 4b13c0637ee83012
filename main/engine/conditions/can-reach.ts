import { type ErrorCode, toErrorRecord } from '../../../shared/errors.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectTarget } from '../ports/object-store.ts';

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
