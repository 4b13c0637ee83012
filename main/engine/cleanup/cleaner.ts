import { assertNever } from '../../../shared/assert-never.ts';
import { toErrorRecord } from '../../../shared/errors.ts';
import type { AccountGates } from '../conditions/account-gates.ts';
import type { AccountPaces } from '../limits/account-paces.ts';
import type { DiskRoom } from '../conditions/disk-room.ts';
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
  readonly gates: AccountGates;
  readonly paces: AccountPaces;
  readonly room: DiskRoom;
  readonly idleTimeout: () => number;
  /** True while an uploadId of this key may exist that is not on disk yet. */
  readonly isInitiating: (accountId: string, bucket: string, key: string) => boolean;
  /** Called when a clean-up has ended. */
  readonly changed: () => void;
}

/**
 * Aborts uploads that no transfer needs and removes spool files. Retries until each one succeeds.
 */
export class Cleaner {
  readonly #options: CleanerOptions;
  readonly #tools: CleaningTools;
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  #again = false;
  #timer: AbortController | undefined;

  constructor(options: CleanerOptions) {
    const { ports, paces, idleTimeout, isInitiating } = options;
    this.#options = options;
    this.#tools = { ports, paces, idleTimeout, isInitiating, signal: this.#stop.signal };
  }

  /** True while a clean-up that is possible now runs. */
  get busy(): boolean {
    return this.#working !== undefined;
  }

  /** Checks for due clean-ups. */
  kick(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // A clean-up may have become due while the timer was set.
      if (this.#again) this.kick();
      this.#options.changed();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#timer?.abort();
    await this.#working;
  }

  async #work(): Promise<void> {
    const { ports, room } = this.#options;
    let written = true;
    while (this.#again && written && !this.#stop.signal.aborted) {
      this.#again = false;
      // A clean-up that cannot be recorded as done would run again and again.
      if (room.full) return;
      const due = await ports.store.dueCleanups(ports.clock.now(), atOnce).catch(() => undefined);
      const results = await Promise.all((due ?? []).map((cleanup) => this.#attempt(cleanup)));
      written = due !== undefined && results.every(Boolean);
      this.#again ||= due !== undefined && due.length > 0;
    }
    if (!written) this.#again = false;
    await this.#setTimer(written ? 0 : whenUnwritten).catch(() => undefined);
  }

  /** Sets a timer for the next postponed clean-up. */
  async #setTimer(atLeast: number): Promise<void> {
    const { store, clock } = this.#options.ports;
    this.#timer?.abort();
    const { nextAt } = await store.cleanupBacklog().catch(() => ({ nextAt: 0 }));
    if (nextAt === undefined || this.#stop.signal.aborted) return;
    const timer = new AbortController();
    this.#timer = timer;
    void clock.sleep(Math.max(atLeast, nextAt - clock.now()), timer.signal).then(
      () => {
        this.kick();
      },
      () => undefined,
    );
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
    const { ports, gates } = this.#options;
    switch (cleanup.kind) {
      case 'remove-spool':
        await ports.files.removeSpool(cleanup.path);
        return undefined;
      case 'abort-upload':
        if (gates.isBlocked(cleanup.accountId)) return whenBlocked;
        return (await abortRemoteUpload(this.#tools, cleanup, cleanup.uploadId)) ? undefined : 1000;
      case 'find-orphan':
        if (gates.isBlocked(cleanup.accountId)) return whenBlocked;
        return await abortOrphans(this.#tools, cleanup);
      default:
        return assertNever(cleanup, 'cleanup');
    }
  }
}
