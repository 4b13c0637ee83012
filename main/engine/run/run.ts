import { compareIdentity, type IdentityComparison } from '../../../shared/compare-identity.ts';
import type { Batch, SourceIdentity } from '../../../shared/transfer.ts';
import { type ErrorRecord, TransferError } from '../../../shared/errors.ts';
import { defaultSettings, type Settings } from '../../../shared/settings.ts';
import { modifiedMeta } from '../../../shared/upload/modified-time.ts';
import type { TransferEvent } from '../../../shared/transfer-state.ts';
import type { ConflictPolicy } from '../../../shared/upload/upload-options.ts';
import type { EnginePorts } from '../api.ts';
import type { RequestLimiter } from '../limits/request-limiter.ts';
import type { AdaptivePartSize, BodyLimit, PutLimit } from '../limits/body-sizes.ts';
import type { Slots } from '../limits/slots.ts';
import { laneFor } from '../queue/plan-upload.ts';
import type { ObjectOptions, ObjectTarget, RequestContext } from '../ports/object-store.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import type { ClaimedTransfer, StateFacts } from '../ports/transfer-store.ts';
import type { RunningBytes } from '../running-bytes.ts';
import { Interruption, type InterruptionCause } from './interruption.ts';

/** One attempt at one transfer: its state and its dependencies. */
export interface Run {
  readonly ports: EnginePorts;
  readonly batch: Batch;
  readonly policy: ConflictPolicy;
  readonly target: ObjectTarget;
  readonly settings: () => Settings;
  /** Limit on concurrent requests of this account and bucket. */
  readonly limiter: RequestLimiter;
  /** Slots for the parts of all files together. */
  readonly partSlots: Slots;
  /** Slots for the parts of this file. */
  readonly fileSlots: Slots;
  readonly bodyLimit: BodyLimit;
  /** Of the account. */
  readonly putLimit: Pick<PutLimit, 'bytes'>;
  readonly partSize: AdaptivePartSize;
  /** Called for each body that OSS accepted, with the milliseconds from its request. */
  readonly sentBody: (bytes: number, milliseconds: number) => void;
  /**
   * Called before the parts of an upload are sent, with their size in bytes and the milliseconds of
   * the request that opened the upload.
   */
  readonly beginsParts: (partSize: number, responseTime: number) => void;
  /**
   * Called when the system took the last byte of a part of so many bytes, with the milliseconds
   * since the part began.
   */
  readonly tookPart: (bytes: number, milliseconds: number) => void;
  /**
   * Called with the milliseconds in which the connection of a part had nothing to send, because its
   * file was still read.
   */
  readonly waitedForSource: (milliseconds: number) => void;
  /** Called for each part that OSS accepted, while its slot is still taken. */
  readonly sentPart: () => void;
  readonly bytes: RunningBytes;
  readonly controller: AbortController;
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Retries a write until the disk accepts it, or until the engine stops. */
  readonly insist: <T>(write: () => Promise<T>) => Promise<T>;
  /** The row with its current state. */
  transfer: ClaimedTransfer;
  /** False once only the last write is outstanding: the slot in the lane is free again. */
  isSending: boolean;
  /** True between an intent and its uploadId on disk: no orphan search may run meanwhile. */
  isInitiating: boolean;
  /** ETag of a damaged object that a request of Ferry left, and that may still be under the key. */
  damagedEtag: string | undefined;
  /**
   * Size of a body that broke in each of its tries: the next attempt may send smaller bodies. In
   * bytes.
   */
  brokenBody: number | undefined;
  /** The event of its last write, set once that write is on disk. */
  endedAs: TransferEvent['type'] | undefined;
  /** Resolves when its last write is on disk. */
  ended: Promise<void>;
}

/** How a run ended: the event for its row, and the facts written with it. */
export interface RunEnding {
  readonly event: TransferEvent;
  readonly facts?: StateFacts;
}

/** The cause of an interruption; `undefined` when the run was not interrupted. */
export function interruptionOf({ signal }: Run): InterruptionCause | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason instanceof Interruption ? signal.reason.why : 'stop';
}

/** Part size in bytes for a new upload of a file of `size` bytes. */
export function wantedPartSize({ batch, settings, partSize }: Run, size: number): number {
  return batch.options.partSize ?? partSize.for(settings().partSize, size);
}

/**
 * True when a file of `size` bytes goes by one PutObject and not by parts. A begun upload by parts
 * stays one, and a threshold that the user chose holds on every line.
 */
export function isOnePut(run: Run, size: number): boolean {
  const { bodyLimit, putLimit, transfer } = run;
  const { multipartThreshold } = run.settings();
  if (transfer.hasCheckpoint || size > bodyLimit.bytes) return false;
  if (laneFor(size, multipartThreshold) !== 'small') return false;
  const isChosen = multipartThreshold !== defaultSettings.multipartThreshold;
  return isChosen || size <= putLimit.bytes || size <= wantedPartSize(run, size);
}

/** The source of a run, opened once. */
export interface OpenSource {
  readonly handle: SourceHandle;
  /** Identity when the first byte of this upload was read, possibly before a restart. */
  readonly identity: SourceIdentity;
}

/** The context for every request of the run. */
export function requestContext(
  run: Run,
  signal: AbortSignal,
  onBytes?: RequestContext['onBytes'],
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
  run: Run,
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
