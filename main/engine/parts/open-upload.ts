import { toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { combineCrc64 } from './crc64-combine.ts';
import { confirmedObject, findObject, type SentObject } from './confirm-object.ts';
import { limitedRequest } from '../limits/request-limiter.ts';
import { partCount, partSizeFor } from '../queue/plan-upload.ts';
import type { RemotePart } from '../ports/object-store.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import type { Checkpoint, CommittedPart } from '../ports/transfer-store.ts';
import { mayHaveHappened } from '../retry-table.ts';
import { compareIdentity } from '../../../shared/compare-identity.ts';
import { sendOverDamaged } from '../run/damaged-object.ts';
import {
  objectOptions,
  type OpenSource,
  requestContext,
  sourceChanged,
  wantedPartSize,
  type Run,
} from '../run/run.ts';

/** A multipart upload that the server knows, with the parts on which both sides agree. */
export interface OpenUpload {
  readonly uploadId: string;
  readonly partSize: number;
  readonly source: OpenSource;
  readonly parts: Map<number, CommittedPart>;
  /** Milliseconds of the request that opened it. */
  readonly responseTime: number;
}

type Opened =
  | { readonly kind: 'open'; readonly upload: OpenUpload }
  /** A Complete with a lost response had succeeded. */
  | { readonly kind: 'complete'; readonly sent: SentObject };

type BegunCheckpoint = Checkpoint & { readonly uploadId: string };

/**
 * Continues from the checkpoint if the server still knows its uploadId; otherwise begins a new
 * upload.
 *
 * @throws TransferError `source-changed` when the file is not the file of the checkpoint;
 *   `unconfirmed` when a Complete was sent, the upload is gone and HEAD is not permitted.
 */
export async function openUpload(
  run: Run,
  handle: SourceHandle,
  forbidOverwrite: boolean,
): Promise<Opened> {
  const { store } = run.ports;
  const checkpoint = await store.checkpoint(run.transfer.id);
  if (checkpoint?.uploadId !== undefined) {
    const opened = await resume(run, handle, { ...checkpoint, uploadId: checkpoint.uploadId });
    if (opened !== undefined) return opened;
  } else if (checkpoint !== undefined) {
    // The response of Initiate was lost in the last run: the upload that it made is an orphan.
    await store.dropCheckpoint(run.transfer.id, 'abort-upload');
  }
  return { kind: 'open', upload: await begin(run, handle, forbidOverwrite) };
}

async function resume(
  run: Run,
  handle: SourceHandle,
  checkpoint: BegunCheckpoint,
): Promise<Opened | undefined> {
  const { store, log, clock } = run.ports;
  const source: OpenSource = { handle, identity: checkpoint.identity };
  if (compareIdentity(checkpoint.identity, await handle.identity()) === 'changed') {
    throw new TransferError(sourceChanged);
  }
  const askedAt = clock.monotonic();
  const listed = await listParts(run, checkpoint);
  const responseTime = clock.monotonic() - askedAt;
  if (listed === undefined) {
    const sent = await completedBefore(run, checkpoint);
    if (sent !== undefined) return { kind: 'complete', sent };
    await beginAnew(run, 'keep-upload');
    return undefined;
  }
  const { agreed, unknown } = reconcile(checkpoint.parts, listed);
  if (!checkpoint.completing && mayBeginAnew(agreed, checkpoint.partSize)) {
    const { size } = checkpoint.identity;
    if (partSizeFor(size, run.bodyLimit.bytes) < Math.min(size, checkpoint.partSize)) {
      await beginAnew(run, 'abort-upload');
      return undefined;
    }
  }
  if (unknown.length > 0) await store.dropParts(run.transfer.id, unknown);
  const committed = agreed.reduce((sum, part) => sum + part.size, 0);
  run.bytes.restart(committed);
  log.write('info', {
    event: 'transfer-resumed',
    transferId: run.transfer.id,
    count: agreed.length,
    bytes: committed,
  });
  const parts = new Map(agreed.map((part) => [part.number, part]));
  const { uploadId, partSize } = checkpoint;
  return { kind: 'open', upload: { uploadId, partSize, source, parts, responseTime } };
}

/** Drops the checkpoint, so that a new upload can follow. */
async function beginAnew(run: Run, upload: 'abort-upload' | 'keep-upload'): Promise<void> {
  const { store, log } = run.ports;
  log.write('warning', { event: 'upload-restarted', transferId: run.transfer.id });
  await store.dropCheckpoint(run.transfer.id, upload);
  run.bytes.restart(0);
}

/**
 * True when an upload may begin anew with smaller parts: no full part has arrived. The shorter last
 * part may have arrived.
 */
export function mayBeginAnew(parts: Iterable<CommittedPart>, partSize: number): boolean {
  return [...parts].every((part) => part.size < partSize);
}

/**
 * The parts on the server; `undefined` when the server does not know the upload. Without the right
 * to list parts, the checkpoint stands: Complete refuses a part that is missing after all.
 */
async function listParts(
  run: Run,
  checkpoint: BegunCheckpoint,
): Promise<readonly RemotePart[] | undefined> {
  try {
    return await limitedRequest(run.limiter, run.signal, () =>
      run.ports.objects.listParts(run.target, checkpoint.uploadId, requestContext(run, run.signal)),
    );
  } catch (thrown) {
    run.signal.throwIfAborted();
    const { code } = toErrorRecord(thrown);
    if (code === 'upload-missing') return undefined;
    if (code === 'access-denied') return checkpoint.parts;
    throw thrown;
  }
}

/**
 * A part counts as done if number, size and ETag agree on both sides. A part that only the server
 * has is sent again, because Ferry has not verified it. A part that only the checkpoint has is
 * dropped.
 */
function reconcile(
  recorded: readonly CommittedPart[],
  listed: readonly RemotePart[],
): { readonly agreed: readonly CommittedPart[]; readonly unknown: readonly number[] } {
  const remote = new Map(listed.map((part) => [part.number, part]));
  const agreed: CommittedPart[] = [];
  const unknown: number[] = [];
  for (const part of recorded) {
    const there = remote.get(part.number);
    if (there?.size === part.size && there.etag === part.etag) agreed.push(part);
    else unknown.push(part.number);
  }
  return { agreed, unknown };
}

/** Returns the object if a Complete of this checkpoint made it. */
async function completedBefore(
  run: Run,
  checkpoint: BegunCheckpoint,
): Promise<SentObject | undefined> {
  const { size } = checkpoint.identity;
  const allSent = checkpoint.parts.length === partCount(size, checkpoint.partSize);
  if (!checkpoint.completing || !allSent) return undefined;
  const remote = await findObject(run);
  const crc64 = combineCrc64(checkpoint.parts);
  return await confirmedObject(run, remote, { size, crc64 }, 'CompleteMultipartUpload');
}

async function begin(
  run: Run,
  handle: SourceHandle,
  forbidOverwrite: boolean,
): Promise<OpenUpload> {
  const { store, objects, clock } = run.ports;
  const identity = await handle.identity();
  const { size } = identity;
  const wanted = Math.min(wantedPartSize(run, size), run.bodyLimit.bytes);
  const partSize = partSizeFor(size, wanted);
  let uploadId: string | undefined;
  let responseTime = 0;
  run.isInitiating = true;
  try {
    await store.intend(run.transfer.id, { partSize, identity, at: clock.now() });
    uploadId = await sendOverDamaged(run, forbidOverwrite, async (forbids) => {
      const options = objectOptions(run, forbids, identity);
      const askedAt = clock.monotonic();
      const id = await objects.initiate(run.target, options, requestContext(run, run.signal));
      responseTime = clock.monotonic() - askedAt;
      return id;
    });
    await store.saveUploadId(run.transfer.id, uploadId);
    const source = { handle, identity };
    return { uploadId, partSize, source, parts: new Map(), responseTime };
  } catch (thrown) {
    run.signal.throwIfAborted();
    // The upload may exist on the server: the response was lost, or this disk refused to record it.
    const lost = uploadId !== undefined || mayHaveHappened(toErrorRecord(thrown));
    await store.dropCheckpoint(run.transfer.id, lost ? 'abort-upload' : 'keep-upload');
    throw thrown;
  } finally {
    run.isInitiating = false;
  }
}
