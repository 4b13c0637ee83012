import { assertNever } from '../../shared/assert-never.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { AccountGates } from './account-gates.ts';
import { backoffDelay } from './backoff.ts';
import type { EnginePorts } from './face.ts';
import type { RequestContext } from './ports/object-store.ts';
import type { Cleanup } from './ports/transfer-store.ts';

const atOnce = 8;
/** A part on its way when an upload is aborted can land afterwards: ask again until OSS knows nothing. */
const abortsInARow = 3;
/** How long after an intent the upload of a lost Initiate can have begun. */
const initiateWindow = 10 * 60 * 1000;
/** Clocks of computer and server differ. */
const clockTolerance = 60_000;
const whenForbidden = 60 * 60 * 1000;
const whenBlocked = 15_000;

export interface CleanerOptions {
  readonly ports: EnginePorts;
  readonly gates: AccountGates;
  readonly idleTimeout: () => number;
  /** An uploadId of this key may exist that is not on disk yet. */
  readonly isInitiating: (accountId: string, bucket: string, key: string) => boolean;
  /** Work ended. */
  readonly changed: () => void;
}

/** Aborts uploads nobody needs, and removes spool files, however often it takes. */
export class Cleaner {
  readonly #options: CleanerOptions;
  readonly #stop = new AbortController();
  #working: Promise<void> | undefined;
  #again = false;
  #timer: AbortController | undefined;

  constructor(options: CleanerOptions) {
    this.#options = options;
  }

  /** Whether something that can be done now is being done. */
  get busy(): boolean {
    return this.#working !== undefined;
  }

  /** There may be something to do. */
  kick(): void {
    if (this.#stop.signal.aborted) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      // Something may have become due while the timer was set.
      if (this.#again) this.kick();
      this.#options.changed();
    });
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#timer?.abort();
    await this.#working;
  }

  /** Comes back when the next put-off cleanup is due. */
  async #setTimer(): Promise<void> {
    const { store, clock } = this.#options.ports;
    const { nextAt } = await store.cleanupBacklog();
    this.#timer?.abort();
    if (nextAt === undefined || this.#stop.signal.aborted) return;
    const timer = new AbortController();
    this.#timer = timer;
    void clock.sleep(Math.max(0, nextAt - clock.now()), timer.signal).then(
      () => {
        this.kick();
      },
      () => undefined,
    );
  }

  async #work(): Promise<void> {
    const { ports } = this.#options;
    while (this.#again && !this.#stop.signal.aborted) {
      this.#again = false;
      const due = await ports.store.dueCleanups(ports.clock.now(), atOnce).catch(() => []);
      await Promise.all(due.map((cleanup) => this.#attempt(cleanup)));
      this.#again ||= due.length > 0;
    }
    await this.#setTimer().catch(() => undefined);
  }

  async #attempt(cleanup: Cleanup): Promise<void> {
    const { store, clock, random } = this.#options.ports;
    try {
      const pause = await this.#perform(cleanup);
      if (pause === undefined) await store.finishCleanup(cleanup.id);
      else await store.delayCleanup(cleanup.id, clock.now() + pause);
    } catch (thrown) {
      if (this.#stop.signal.aborted) return;
      const forbidden = toErrorRecord(thrown).code === 'access-denied';
      if (forbidden && cleanup.kind === 'find-orphan') {
        // Upload-only rights do not list uploads; `ferry parts list` by the bucket's owner does.
        await store.finishCleanup(cleanup.id).catch(() => undefined);
        return;
      }
      const pause = forbidden ? whenForbidden : 1000 + backoffDelay(cleanup.attempts + 2, random);
      // A disk that cannot take even this leaves the cleanup as it is: it stays due.
      await store.delayCleanup(cleanup.id, clock.now() + pause).catch(() => undefined);
    }
  }

  /** @returns milliseconds after which to look again, or `undefined` when it is done for good */
  async #perform(cleanup: Cleanup): Promise<number | undefined> {
    switch (cleanup.kind) {
      case 'remove-spool':
        await this.#options.ports.files.removeSpool(cleanup.path);
        return undefined;
      case 'abort-upload':
        if (this.#isBlocked(cleanup.accountId)) return whenBlocked;
        return (await this.#abort(cleanup, cleanup.uploadId)) ? undefined : 1000;
      case 'find-orphan':
        if (this.#isBlocked(cleanup.accountId)) return whenBlocked;
        return await this.#abortOrphans(cleanup);
      default:
        return assertNever(cleanup, 'cleanup');
    }
  }

  #isBlocked(accountId: string): boolean {
    return this.#options.gates.trouble(accountId) !== undefined;
  }

  /** @returns whether OSS no longer knows the upload */
  async #abort(
    target: { readonly accountId: string; readonly bucket: string; readonly key: string },
    uploadId: string,
  ): Promise<boolean> {
    const { objects, log } = this.#options.ports;
    const { accountId, bucket, key } = target;
    for (let round = 0; round < abortsInARow; round += 1) {
      try {
        await objects.abort({ accountId, bucket, key }, uploadId, this.#context());
      } catch (thrown) {
        const { code } = toErrorRecord(thrown);
        if (code !== 'upload-missing' && code !== 'bucket-missing') throw thrown;
        log.write('info', { event: 'upload-aborted' });
        return true;
      }
    }
    return false;
  }

  /**
   * Aborts uploads of exactly this key that began when our Initiate was sent and that no checkpoint
   * knows. Older and younger ones may be somebody else's and stay.
   */
  async #abortOrphans(
    cleanup: Extract<Cleanup, { kind: 'find-orphan' }>,
  ): Promise<number | undefined> {
    const { ports, isInitiating } = this.#options;
    const { accountId, bucket, key, intendedAt } = cleanup;
    if (isInitiating(accountId, bucket, key)) return 1000;
    const listed = await ports.objects.listUploads(
      { accountId, bucket, prefix: key },
      this.#context(),
    );
    if (isInitiating(accountId, bucket, key)) return 1000;
    const orphans = listed.filter(
      (upload) =>
        upload.key === key &&
        upload.initiated >= intendedAt - clockTolerance &&
        upload.initiated <= intendedAt + initiateWindow,
    );
    for (const orphan of orphans) {
      if (await ports.store.knowsUpload(orphan.uploadId)) continue;
      await this.#abort(cleanup, orphan.uploadId);
      ports.log.write('info', { event: 'orphan-aborted' });
    }
    return undefined;
  }

  #context(): RequestContext {
    return { signal: this.#stop.signal, idleTimeout: this.#options.idleTimeout() };
  }
}
