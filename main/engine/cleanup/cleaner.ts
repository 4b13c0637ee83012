import { assertNever } from '../../../shared/assert-never.ts';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { ConditionRegister } from '../conditions/condition-register.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { EnginePorts } from '../api.ts';
import { abortOrphans, abortRemoteUpload, type CleaningTools } from './remote-cleanups.ts';
import type { Cleanup } from '../ports/cleanup.ts';
import { decideRetry } from '../retry/retry-table.ts';

const atOnce = 8;
const whenBlocked = 15_000;
/**
 * Delay in milliseconds after a refused write: the clean-up stays due, but must not repeat at once.
 */
const whenUnwritten = 5000;

export interface CleanerOptions {
  readonly ports: EnginePorts;
  readonly conditions: Pick<ConditionRegister, 'blocksAll' | 'ofAccount'>;
  readonly limiters: RequestLimiters;
  readonly idleTimeout: () => number;
  /** True while an uploadId of this key may exist that is not on disk yet. */
  readonly isInitiating: (accountId: string, bucket: string, key: string) => boolean;
}

/**
 * Aborts uploads that no transfer needs and removes spool files. Retries until each one succeeds.
 */
export class Cleaner {
  readonly #options: CleanerOptions;
  readonly #tools: CleaningTools;
  readonly #stop = new AbortController();

  constructor(options: CleanerOptions) {
    const { ports, limiters, idleTimeout, isInitiating } = options;
    this.#options = options;
    this.#tools = { ports, limiters, idleTimeout, isInitiating, signal: this.#stop.signal };
  }

  /** Performs the clean-ups that are due. @returns when the next one is due, on the wall clock */
  async work(): Promise<number | undefined> {
    const { ports, conditions } = this.#options;
    const { store, clock } = ports;
    while (!this.#stop.signal.aborted && !conditions.blocksAll) {
      const due = await store.dueCleanups(clock.now(), atOnce).catch(() => undefined);
      const results = await Promise.all((due ?? []).map((cleanup) => this.#attempt(cleanup)));
      if (due === undefined || !results.every(Boolean)) return clock.now() + whenUnwritten;
      if (due.length === 0) break;
    }
    const unknown = { nextAt: clock.now() + whenUnwritten };
    return (await store.cleanupBacklog().catch(() => unknown)).nextAt;
  }

  /** Aborts the requests of the clean-ups that run. */
  stop(): void {
    this.#stop.abort();
  }

  /** @returns true when the outcome is on disk */
  async #attempt(cleanup: Cleanup): Promise<boolean> {
    const { store, clock } = this.#options.ports;
    const pause = await this.#pauseAfter(cleanup);
    if (this.#stop.signal.aborted) return true;
    try {
      if (pause === undefined) await store.finishCleanup(cleanup.id);
      else await store.delayCleanup(cleanup.id, clock.now() + pause);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Runs the clean-up. @returns milliseconds until the next check; `undefined` when it is done for
   * good
   */
  async #pauseAfter(cleanup: Cleanup): Promise<number | undefined> {
    try {
      return await this.#perform(cleanup);
    } catch (thrown) {
      const error = toErrorRecord(thrown);
      const sent = cleanup.kind === 'find-orphan' ? 'orphan-search' : 'abort';
      const attempts = cleanup.attempts + 1;
      const decision = decideRetry({ error, sent, attempts }, this.#options.ports.random);
      return decision.do === 'later' ? decision.after : undefined;
    }
  }

  async #perform(cleanup: Cleanup): Promise<number | undefined> {
    const { ports, conditions } = this.#options;
    const isBlocked = (accountId: string) => conditions.ofAccount(accountId) !== undefined;
    switch (cleanup.kind) {
      case 'remove-spool':
        await ports.files.removeSpool(cleanup.path);
        return undefined;
      case 'abort-upload':
        if (isBlocked(cleanup.accountId)) return whenBlocked;
        return (await abortRemoteUpload(this.#tools, cleanup, cleanup.uploadId)) ? undefined : 1000;
      case 'find-orphan':
        if (isBlocked(cleanup.accountId)) return whenBlocked;
        return await abortOrphans(this.#tools, cleanup);
      default:
        return assertNever(cleanup, 'cleanup');
    }
  }
}
