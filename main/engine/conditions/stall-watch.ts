import type { EnginePorts } from '../api.ts';
import type { RequestLimiter, RequestLimiters } from '../limits/request-limiter.ts';
import type { ObjectTarget } from '../ports/object-store.ts';
import { canReach, Check, probePauses } from './check.ts';

export interface StallWatchOptions {
  readonly ports: EnginePorts;
  readonly limiters: RequestLimiters;
  readonly running: () => ReadonlySet<WatchedRun>;
  /** Aborts when the engine stops. */
  readonly signal: AbortSignal;
}

/** What the watch needs of a run. */
export interface WatchedRun {
  readonly isSending: boolean;
  readonly target: ObjectTarget;
  readonly limiter: RequestLimiter;
}

/** Milliseconds between two looks at the running transfers. */
const interval = 1000;
/** Milliseconds without a moving byte until a probe asks whether OSS can be reached. */
const stillUntilProbe = 2000;
/** So many older probes without a response are no chance loss of a packet. */
const lostProbes = 2;
/** Milliseconds for which the connections may go on by themselves once a probe came through. */
const grace = 250;
/** Milliseconds between two probes of a line that is slow, not cut. */
const pauseWhenSlow = 4000;
/** When a probe has had no response for so many milliseconds, one follows at each look. */
const soonResponse = 1000;

interface Probe {
  /** Monotonic clock. */
  readonly sentAt: number;
}

/** A time without a moving byte on all connections of an account and bucket. */
interface Stall {
  readonly check: Check;
  /** The probes without a response, also those that failed, in the order in which they were sent. */
  unanswered: readonly Probe[];
}

/**
 * Finds connections that died when the network lost their packets without a word. After such an
 * outage TCP waits up to as long again until it repeats what was lost (RFC 6298, 5.5). While no byte
 * moves, probes on new connections look for the end of the outage. Its sign is that a probe gets a
 * response before older ones do; on a slow line the responses arrive in the order of the probes.
 * Then the watch closes the dead connections, and their requests are sent again.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #stalls = new Map<RequestLimiter, Stall>();
  #at = 0;

  constructor(options: StallWatchOptions) {
    this.#options = options;
  }

  /** When the next check is due; monotonic clock. `undefined` while nothing runs. */
  get nextCheck(): number | undefined {
    return this.#options.running().size === 0 ? undefined : this.#at;
  }

  /** Looks for connections that stand still, and sends the probes that are due. */
  check(): void {
    const { clock } = this.#options.ports;
    const now = clock.monotonic();
    if (now < this.#at) return;
    for (const [limiter, stall] of this.#stalls) if (!isStill(limiter)) this.#end(limiter, stall);
    for (const { isSending, limiter, target } of this.#options.running()) {
      if (isSending && isStill(limiter) && !this.#stalls.has(limiter)) this.#begin(limiter, target);
    }
    for (const [limiter, stall] of this.#stalls) {
      const [oldest] = stall.unanswered;
      if (oldest !== undefined && now - oldest.sentAt >= soonResponse) stall.check.hasten();
      if ((stall.check.at ?? Infinity) <= clock.monotonic()) void this.#run(limiter, stall);
    }
    this.#at = now + interval;
  }

  #begin(limiter: RequestLimiter, target: ObjectTarget): void {
    const { ports, limiters, signal } = this.#options;
    // A probe on a connection from before the outage would say nothing about the line.
    ports.dropStalled(Infinity);
    const pauses = { ...probePauses, first: pauseWhenSlow };
    const check = new Check(ports.clock, pauses, (ended) =>
      canReach(ports, limiters, target, AbortSignal.any([signal, ended])),
    );
    check.hasten();
    this.#stalls.set(limiter, { check, unanswered: [] });
  }

  async #run(limiter: RequestLimiter, stall: Stall): Promise<void> {
    const { ports, signal } = this.#options;
    const probe: Probe = { sentAt: ports.clock.monotonic() };
    stall.unanswered = [...stall.unanswered, probe];
    if (!(await stall.check.run())) return;
    const olderLost = stall.unanswered.indexOf(probe);
    stall.unanswered = stall.unanswered.filter((other) => other !== probe);
    if (olderLost < lostProbes) return;
    stall.unanswered = [];
    await ports.clock.sleep(grace, signal).catch(() => undefined);
    if (signal.aborted || this.#stalls.get(limiter) !== stall || !isStill(limiter)) return;
    ports.log.write('warning', { event: 'connections-stalled' });
    ports.dropStalled(stillUntilProbe);
  }

  #end(limiter: RequestLimiter, { check }: Stall): void {
    check.stop();
    this.#stalls.delete(limiter);
  }
}

function isStill({ stillFor = 0 }: RequestLimiter): boolean {
  return stillFor >= stillUntilProbe;
}
