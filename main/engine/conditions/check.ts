import { assertNever } from '../../../shared/assert-never.ts';
import type { ConditionRule } from '../../../shared/condition.ts';
import type { EnginePorts } from '../api.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { Clock } from '../ports/system.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import { type ErrorCode, toErrorRecord } from '../../../shared/errors.ts';
import type { ObjectTarget, RequestContext } from '../ports/object-store.ts';
import { decideRetry } from '../retry-table.ts';

/** When a check is repeated. Times in milliseconds. */
interface Pauses {
  readonly first: number;
  /** A pause grows with the time since the condition began, up to this. */
  readonly longest: number;
  /** Checks that may run at once: the next one does not wait for one that hangs. */
  readonly atOnce: number;
}

/** What a check needs of the engine. */
export interface CheckTools {
  readonly ports: EnginePorts;
  readonly limiters: RequestLimiters;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

/**
 * A packet that the network lost is repeated after longer and longer waits (RFC 6298, 5.5), so a
 * probe from before the end of an outage notices the end late. The next probe notices it at once.
 */
export const probePauses: Pauses = { first: 1000, longest: 30_000, atOnce: 10 };
const volumePauses: Pauses = { first: 15_000, longest: 15_000, atOnce: 1 };
/** A pause is this share of the time since the condition began. */
const shareOfWait = 0.01;

/** A check that runs now and then until a condition has ended. */
export class Check {
  readonly #clock: Clock;
  readonly #pauses: Pauses;
  readonly #hasEnded: (signal: AbortSignal) => Promise<boolean>;
  readonly #stopping = new AbortController();
  readonly #begunAt: number;
  #at: number | undefined;
  #running = 0;
  #again = false;

  /** @param hasEnded the signal aborts when the answer is no longer needed */
  constructor(clock: Clock, pauses: Pauses, hasEnded: (signal: AbortSignal) => Promise<boolean>) {
    this.#clock = clock;
    this.#pauses = pauses;
    this.#hasEnded = hasEnded;
    this.#begunAt = clock.monotonic();
    this.#at = this.#begunAt + pauses.first;
  }

  /** When the check is due; monotonic clock. `undefined` while as many run as may. */
  get at(): number | undefined {
    return this.#at;
  }

  /** Makes the check due at once, or as soon as one of those that run has ended. */
  hasten(): void {
    if (this.#at === undefined) this.#again = true;
    else this.#at = this.#clock.monotonic();
  }

  /** Aborts all checks that run. */
  stop(): void {
    this.#stopping.abort();
  }

  /** @returns true when the condition has ended; otherwise the next check has a time */
  async run(): Promise<boolean> {
    this.#running += 1;
    this.#at = this.#running < this.#pauses.atOnce ? this.#next() : undefined;
    const ended = await this.#hasEnded(this.#stopping.signal).catch(() => false);
    this.#running -= 1;
    this.#at ??= this.#again ? this.#clock.monotonic() : this.#next();
    this.#again = false;
    return ended;
  }

  #next(): number {
    const now = this.#clock.monotonic();
    const { first, longest } = this.#pauses;
    return now + Math.min(longest, Math.max(first, (now - this.#begunAt) * shareOfWait));
  }
}

/**
 * The check that finds the end of a condition; `undefined` when a notice or a person ends it.
 *
 * @param by the transfer that met the condition
 */
export function checkFor(
  { endedBy }: ConditionRule,
  { ports, limiters, signal }: CheckTools,
  by: ClaimedTransfer | undefined,
): Check | undefined {
  const { clock, files } = ports;
  switch (endedBy) {
    case 'probe':
      if (by === undefined) return undefined;
      return new Check(clock, probePauses, (ended) =>
        canReach(ports, limiters, by, AbortSignal.any([signal, ended])),
      );
    case 'volume-check': {
      if (by === undefined) return undefined;
      const { source, identity } = by;
      const isBack = async () => (await files.missingVolume(source.path, identity)) === undefined;
      return new Check(clock, volumePauses, isBack);
    }
    case 'free-space':
    case 'credentials':
    case 'person':
    case 'wake-up':
      return undefined;
    default:
      return assertNever(endedBy, 'end of a condition');
  }
}

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
