import { toErrorRecord } from '../../../shared/errors.ts';
import { ossLimits } from '../../../shared/upload/oss-limits.ts';
import type { RequestLimiters } from '../limits/request-limiter.ts';
import type { EnginePorts } from '../api.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import type { ObjectTarget, RemoteUpload, RequestContext } from '../ports/object-store.ts';
import type { Cleanup } from '../ports/cleanup.ts';

/** A part in flight during an abort can arrive later: abort again until OSS forgets the upload. */
const abortsInARow = 3;
/** Milliseconds after an intent in which the upload of a lost Initiate can have begun. */
const initiateWindow = 10 * 60 * 1000;
/** Milliseconds for which an abandoned request can still arrive; the last check runs after that. */
const lateArrival = 60_000;

export interface CleaningTools {
  readonly ports: EnginePorts;
  readonly limiters: RequestLimiters;
  readonly idleTimeout: () => number;
  /** True while an uploadId of this key may exist that is not on disk yet. */
  readonly isInitiating: (accountId: string, bucket: string, key: string) => boolean;
  readonly signal: AbortSignal;
}

/** @returns true when OSS no longer knows the upload */
export async function abortRemoteUpload(
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
export async function abortOrphans(
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
