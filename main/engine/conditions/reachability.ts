import { type ErrorCode, toErrorRecord } from '../../../shared/errors.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectTarget } from '../ports/object-store.ts';

const firstPause = 1000;
const longestPause = 30_000;
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
  paces: AccountPaces,
  target: ObjectTarget,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await ports.objects.probe(target, { signal, idleTimeout: probeTimeout });
    return true;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toErrorRecord(thrown);
    paces.of(target.accountId, target.bucket).noticeDemand(error);
    return !unreachable.includes(error.code);
  }
}

interface Watched {
  readonly target: ObjectTarget;
  wake: AbortController;
}

/** Probes the endpoints of offline accounts, and reports when an endpoint can be reached again. */
export class ReachabilityWatch {
  readonly #ports: EnginePorts;
  readonly #paces: AccountPaces;
  readonly #onReachable: (accountId: string) => void;
  readonly #watched = new Map<string, Watched>();
  readonly #stop = new AbortController();

  constructor(ports: EnginePorts, paces: AccountPaces, onReachable: (accountId: string) => void) {
    this.#ports = ports;
    this.#paces = paces;
    this.#onReachable = onReachable;
  }

  watch(target: ObjectTarget): void {
    if (this.#watched.has(target.accountId) || this.#stop.signal.aborted) return;
    const watched = { target, wake: new AbortController() };
    this.#watched.set(target.accountId, watched);
    void this.#probeUntilReachable(watched);
  }

  unwatch(accountId: string): void {
    const watched = this.#watched.get(accountId);
    this.#watched.delete(accountId);
    watched?.wake.abort();
  }

  /** Probes at once, because the network changed or the computer woke up. */
  askNow(): void {
    for (const watched of this.#watched.values()) {
      watched.wake.abort();
      watched.wake = new AbortController();
    }
  }

  stop(): void {
    this.#stop.abort();
    this.#watched.clear();
  }

  async #probeUntilReachable(watched: Watched): Promise<void> {
    const { target } = watched;
    const { signal } = this.#stop;
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const woken = AbortSignal.any([signal, watched.wake.signal]);
      await this.#ports.clock.sleep(pause, woken).catch(() => undefined);
      if (!this.#isWatched(watched)) return;
      const reachable = await canReach(this.#ports, this.#paces, target, signal).catch(() => false);
      if (!this.#isWatched(watched)) return;
      if (!reachable) continue;
      this.#watched.delete(target.accountId);
      this.#onReachable(target.accountId);
      return;
    }
  }

  /** True while this watch is current and no other watch of the same account has replaced it. */
  #isWatched(watched: Watched): boolean {
    return !this.#stop.signal.aborted && this.#watched.get(watched.target.accountId) === watched;
  }
}
