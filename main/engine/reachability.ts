import { toErrorRecord } from '../../shared/errors.ts';
import type { EnginePorts } from './face.ts';
import type { ObjectTarget } from './ports/object-store.ts';

const firstPause = 1000;
const longestPause = 30_000;
/** A probe is small: when it does not move for this long, the line is down. */
const probeTimeout = 10_000;

/** One cheap question. Any answer of OSS, also a refusal, means that it can be reached. */
export async function canReach(
  ports: EnginePorts,
  target: ObjectTarget,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await ports.objects.probe(target, { signal, idleTimeout: probeTimeout });
    return true;
  } catch (thrown) {
    signal.throwIfAborted();
    const { code } = toErrorRecord(thrown);
    return code !== 'offline' && code !== 'no-progress' && code !== 'connection-lost';
  }
}

/** Watches the endpoints of accounts that are offline, and says when one can be reached again. */
export class ReachabilityWatch {
  readonly #ports: EnginePorts;
  readonly #onReachable: (accountId: string) => void;
  readonly #watched = new Map<string, { readonly target: ObjectTarget; wake: AbortController }>();
  readonly #stop = new AbortController();

  constructor(ports: EnginePorts, onReachable: (accountId: string) => void) {
    this.#ports = ports;
    this.#onReachable = onReachable;
  }

  watch(target: ObjectTarget): void {
    if (this.#watched.has(target.accountId) || this.#stop.signal.aborted) return;
    this.#watched.set(target.accountId, { target, wake: new AbortController() });
    void this.#probeUntilReachable(target);
  }

  unwatch(accountId: string): void {
    const watched = this.#watched.get(accountId);
    this.#watched.delete(accountId);
    watched?.wake.abort();
  }

  /** The network changed or the computer woke up: ask at once. */
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

  async #probeUntilReachable(target: ObjectTarget): Promise<void> {
    const { signal } = this.#stop;
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const watched = this.#watched.get(target.accountId);
      if (watched === undefined || signal.aborted) return;
      const woken = AbortSignal.any([signal, watched.wake.signal]);
      await this.#ports.clock.sleep(pause, woken).catch(() => undefined);
      if (signal.aborted || !this.#watched.has(target.accountId)) return;
      const reachable = await canReach(this.#ports, target, signal).catch(() => false);
      if (!reachable) continue;
      this.#watched.delete(target.accountId);
      this.#onReachable(target.accountId);
      return;
    }
  }
}
