import type { ErrorRecord } from '../../../shared/errors.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Settings } from '../../../shared/settings.ts';
import type { Batch, SourceIdentity } from '../../../shared/transfer.ts';
import type { ConflictPolicy } from '../../../shared/upload-options.ts';
import type { AccountPace } from '../limits/account-pace.ts';
import type { EnginePorts } from '../api.ts';
import type { ObjectOptions, ObjectTarget, RequestContext } from '../ports/object-store.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import type { ClaimedTransfer } from '../ports/transfer-store.ts';
import type { RunningBytes } from '../progress/running-bytes.ts';
import type { Slots } from '../limits/slots.ts';
import { compareIdentity, type IdentityComparison } from '../../../shared/compare-identity.ts';

/** Everything one run of one transfer works with. */
export interface UploadRun {
  readonly ports: EnginePorts;
  readonly transfer: ClaimedTransfer;
  readonly batch: Batch;
  readonly policy: ConflictPolicy;
  readonly target: ObjectTarget;
  readonly signal: AbortSignal;
  readonly settings: () => Settings;
  /** Places for requests of this account and bucket. */
  readonly pace: AccountPace;
  /** Places for parts, all files together. */
  readonly partSlots: Slots;
  /** Places for parts of this file. */
  readonly fileSlots: Slots;
  readonly bytes: RunningBytes;
  /** Part size to plan a new upload with, were the line good. */
  readonly wantedPartSize: () => number;
  /** The largest body, in bytes, that is worth a try on this line. */
  readonly bodyLimit: () => number;
  /** A body of so many bytes broke in each of its tries, and the next attempt may send smaller ones. */
  readonly bodyBroke: (size: number) => void;
  /** ETag of a damaged object that a request of ours made under the key and that may stand there. */
  readonly damagedEtag: () => string | undefined;
  /** Resolves when that ETag, or that there is no such object any more, is on disk. */
  readonly rememberDamaged: (etag: string | undefined) => Promise<void>;
  /** Marks the time between an intent and its uploadId, when an orphan search must not look. */
  readonly initiating: (begun: boolean) => void;
}

/** The source of a run, opened once. */
export interface OpenSource {
  readonly handle: SourceHandle;
  /** When the first byte of this upload was read, maybe before a restart. */
  readonly identity: SourceIdentity;
}

/** What goes with every request of the run. */
export function requestContext(
  run: UploadRun,
  signal: AbortSignal,
  onBytes?: (bytes: number) => void,
): RequestContext {
  const context = { signal, idleTimeout: run.settings().idleTimeout };
  return onBytes === undefined ? context : { ...context, onBytes };
}

/** The options of the batch as one request carries them. */
export function objectOptions(run: UploadRun, forbidOverwrite: boolean): ObjectOptions {
  const { parallel: _parallel, partSize: _partSize, ...options } = run.batch.options;
  const mime = options.mime ?? run.ports.contentTypeOf(run.target.key);
  return { ...options, mime, forbidOverwrite };
}

/**
 * Looks at the open source again, or takes `seen` for the look.
 *
 * @throws TransferError `source-changed` when the bytes cannot be those of the first look.
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
