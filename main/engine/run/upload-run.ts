import type { ErrorRecord } from '../../../shared/errors.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Batch, SourceIdentity } from '../../../shared/transfer.ts';
import { modifiedMeta } from '../../../shared/modified-time.ts';
import type { ConflictPolicy } from '../../../shared/upload-options.ts';
import type { AccountPace } from '../limits/account-pace.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectOptions, ObjectTarget, RequestContext } from '../ports/object-store.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import type { RunningBytes } from '../progress/running-bytes.ts';
import type { Slots } from '../limits/slots.ts';
import { compareIdentity, type IdentityComparison } from '../../../shared/compare-identity.ts';

/** All state and dependencies of one run of one transfer. */
export interface UploadRun {
  readonly ports: EnginePorts;
  readonly transfer: ClaimedTransfer;
  readonly batch: Batch;
  readonly policy: ConflictPolicy;
  readonly target: ObjectTarget;
  readonly signal: AbortSignal;
  readonly settings: () => Settings;
  /** Limit on concurrent requests of this account and bucket. */
  readonly pace: AccountPace;
  /** Slots for the parts of all files together. */
  readonly partSlots: Slots;
  /** Slots for the parts of this file. */
  readonly fileSlots: Slots;
  readonly bytes: RunningBytes;
  /** Part size in bytes for a new upload on a good connection. */
  readonly wantedPartSize: () => number;
  /** The largest body, in bytes, to try on this connection. */
  readonly bodyLimit: () => number;
  /**
   * Reports that a body of `size` bytes broke in each of its tries; the next attempt may send
   * smaller bodies.
   */
  readonly bodyBroke: (size: number) => void;
  /** ETag of a damaged object that a request of Ferry left, and that may still be under the key. */
  readonly damagedEtag: () => string | undefined;
  /** Records or clears that ETag; resolves when the change is on disk. */
  readonly rememberDamaged: (etag: string | undefined) => Promise<void>;
  /**
   * Marks the time between an intent and its uploadId, during which an orphan search must not run.
   */
  readonly initiating: (begun: boolean) => void;
}

/** The source of a run, opened once. */
export interface OpenSource {
  readonly handle: SourceHandle;
  /** Identity when the first byte of this upload was read, possibly before a restart. */
  readonly identity: SourceIdentity;
}

/** The context for every request of the run. */
export function requestContext(
  run: UploadRun,
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): RequestContext {
  const context = { signal, idleTimeout: run.settings().idleTimeout };
  return onBytes === undefined ? context : { ...context, onBytes };
}

/**
 * The options of the batch, in the form of one request.
 *
 * @param identity of the file; absent for folder markers and for requests that send no metadata
 */
export function objectOptions(
  run: UploadRun,
  forbidOverwrite: boolean,
  identity?: Pick<SourceIdentity, 'modified'>,
): ObjectOptions {
  const { parallel: _parallel, partSize: _partSize, keepTimes, ...options } = run.batch.options;
  const mime = options.mime ?? run.ports.contentTypeOf(run.target.key);
  // The file of pasted content is Ferry's own, and its time says nothing.
  const hasTime = keepTimes === true && run.transfer.source.kind === 'file';
  if (!hasTime || identity === undefined) return { ...options, mime, forbidOverwrite };
  const meta = { ...modifiedMeta(identity.modified), ...options.meta };
  return { ...options, meta, mime, forbidOverwrite };
}

/**
 * Checks the identity of the open source again; uses `seen` instead when given.
 *
 * @throws TransferError `source-changed` when the bytes cannot be those of the first check.
 */
export async function requireSameSource(
  source: OpenSource,
  seen?: SourceIdentity,
): Promise<Exclude<IdentityComparison, 'changed'>> {
  const comparison = compareIdentity(source.identity, seen ?? (await source.handle.identity()));
  if (comparison === 'changed') throw new TransferError(sourceChanged);
  return comparison;
}

export const sourceChanged: ErrorRecord = {
  code: 'source-changed',
  detail: 'The file changed while it was being sent.',
};
