import { assertNever } from '../../shared/assert-never.ts';
import { toErrorRecord } from '../../shared/errors.ts';
import type { Destination } from '../../shared/transfer.ts';
import { ossLimits } from '../../shared/upload/oss-limits.ts';
import type { EnginePorts, UnfinishedUpload } from './api.ts';
import type { ConditionRegister } from './conditions/condition-register.ts';
import { type RequestLimiters, limitedRequest } from './limits/request-limiter.ts';
import type { ObjectTarget, RemoteUpload, RequestContext } from './ports/object-store.ts';
import type { Cleanup } from './ports/transfer-store.ts';
import { decideRetry } from './retry-table.ts';

const atOnce = 8;
const whenBlocked = 15_000;
/**
 * Delay in milliseconds after a refused write: the clean-up stays due, but must not repeat at once.
 */
const whenUnwritten = 5000;

interface CleanerOptions {
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

/** A part in flight during an abort can arrive later: abort again until OSS forgets the upload. */
const abortsInARow = 3;
/** Milliseconds after an intent in which the upload of a lost Initiate can have begun. */
const initiateWindow = 10 * 60 * 1000;
/** Milliseconds for which an abandoned request can still arrive; the last check runs after that. */
const lateArrival = 60_000;

interface CleaningTools extends Omit<CleanerOptions, 'conditions'> {
  readonly signal: AbortSignal;
}

/** @returns true when OSS no longer knows the upload */
async function abortRemoteUpload(
  tools: CleaningTools,
  { accountId, bucket, key }: ObjectTarget,
  uploadId: string,
): Promise<boolean> {
  const { objects, log } = tools.ports;
  for (let round = 0; round < abortsInARow; round += 1) {
    try {
      await ask(tools, accountId, bucket, (context) =>
        objects.abort({ accountId, bucket, key }, uploadId, context),
      );
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
 * Aborts orphans: uploads of exactly this key that may have begun with a lost Initiate of Ferry. An
 * orphan has no checkpoint, a matching time and no parts, because a lost response led to no part.
 * An upload that another program has begun to fill stays.
 *
 * @returns milliseconds until the next check, or `undefined` after the last check
 */
async function abortOrphans(
  tools: CleaningTools,
  cleanup: Extract<Cleanup, { kind: 'find-orphan' }>,
): Promise<number | undefined> {
  const { ports, isInitiating } = tools;
  const { accountId, bucket, key, intendedAt } = cleanup;
  if (isInitiating(accountId, bucket, key)) return 1000;
  const listed = await ask(tools, accountId, bucket, (context) =>
    ports.objects.listUploads({ accountId, bucket, prefix: key }, context),
  );
  if (isInitiating(accountId, bucket, key)) return 1000;
  let all = true;
  for (const upload of listed) {
    if (upload.key !== key || !fits(upload, intendedAt)) continue;
    if (await ports.store.knowsUpload(upload.uploadId)) continue;
    if (!(await isEmpty(tools, cleanup, upload.uploadId))) continue;
    const gone = await abortRemoteUpload(tools, cleanup, upload.uploadId);
    ports.log.write('info', { event: 'orphan-aborted' });
    all &&= gone;
  }
  if (!all) return 1000;
  return ports.clock.now() - intendedAt < lateArrival ? lateArrival : undefined;
}

/**
 * Compares the server's time with Ferry's time of the intent. The tolerance is the clock skew that
 * a signature allows.
 */
function fits({ initiated }: RemoteUpload, intendedAt: number): boolean {
  const tolerance = ossLimits.maxClockSkew;
  return (
    initiated >= intendedAt - tolerance && initiated <= intendedAt + initiateWindow + tolerance
  );
}

async function isEmpty(
  tools: CleaningTools,
  { accountId, bucket, key }: ObjectTarget,
  uploadId: string,
): Promise<boolean> {
  try {
    const parts = await ask(tools, accountId, bucket, (context) =>
      tools.ports.objects.listParts({ accountId, bucket, key }, uploadId, context),
    );
    return parts.length === 0;
  } catch (thrown) {
    if (toErrorRecord(thrown).code === 'upload-missing') return false;
    throw thrown;
  }
}

function ask<T>(
  tools: CleaningTools,
  accountId: string,
  bucket: string,
  send: (context: RequestContext) => Promise<T>,
): Promise<T> {
  const { limiters, signal, idleTimeout } = tools;
  const context = { signal, idleTimeout: idleTimeout() };
  return limitedRequest(limiters.of(accountId, bucket), signal, () => send(context));
}

/**
 * Lists all unfinished multipart uploads below a prefix, with their sizes. OSS charges for them.
 */
export async function unfinishedUploads(
  ports: EnginePorts,
  destination: Destination,
  signal: AbortSignal,
  idleTimeout: number,
): Promise<readonly UnfinishedUpload[]> {
  const context = { signal, idleTimeout };
  const { accountId, bucket, prefix } = destination;
  const found: UnfinishedUpload[] = [];
  for (const upload of await ports.objects.listUploads({ accountId, bucket, prefix }, context)) {
    const target = { accountId, bucket, key: upload.key };
    try {
      const parts = await ports.objects.listParts(target, upload.uploadId, context);
      found.push({
        ...upload,
        ownedByQueue: await ports.store.knowsUpload(upload.uploadId),
        size: parts.reduce((sum, part) => sum + part.size, 0),
        partCount: parts.length,
      });
    } catch (thrown) {
      // The upload was completed or aborted after it was listed.
      if (toErrorRecord(thrown).code !== 'upload-missing') throw thrown;
    }
  }
  return found;
}

/** Aborts one unfinished upload. An upload that no longer exists counts as aborted. */
export async function abortUnfinished(
  ports: EnginePorts,
  destination: Destination,
  upload: RemoteUpload,
  signal: AbortSignal,
  idleTimeout: number,
): Promise<void> {
  const { accountId, bucket } = destination;
  const target = { accountId, bucket, key: upload.key };
  try {
    await ports.objects.abort(target, upload.uploadId, { signal, idleTimeout });
  } catch (thrown) {
    if (toErrorRecord(thrown).code !== 'upload-missing') throw thrown;
  }
}
