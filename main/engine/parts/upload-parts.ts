import { type RevocableSlot, limitedRequest } from '../limits/request-limiter.ts';
import { Interruption } from '../run/interruption.ts';
import type { PartRange } from '../queue/plan-upload.ts';
import type { CommittedPart } from '../ports/transfer-store.ts';
import { type OpenSource, type Run, requestContext, requireSameSource } from '../run/run.ts';
import { type ErrorRecord, toErrorRecord, TransferError } from '../../../shared/errors.ts';
import { decideRetry } from '../retry-table.ts';
import type { Receipt } from '../ports/object-store.ts';

/**
 * Sends the missing parts concurrently and passes each part to `onCommitted`.
 *
 * The first part that fails for good stops the others. The function waits for all of them and then
 * throws the error once: no part of the file is in flight any more.
 */
export async function uploadParts(
  run: Run,
  source: OpenSource,
  uploadId: string,
  missing: Iterable<PartRange>,
  onCommitted: (part: CommittedPart) => void,
): Promise<void> {
  const group = new AbortController();
  const signal = AbortSignal.any([run.signal, group.signal]);
  const onTheWay = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  const send = async (range: PartRange, slots: PartSlots): Promise<void> => {
    try {
      onCommitted(await uploadPart(run, { source, uploadId, range, signal, slot: slots }));
      run.sentPart();
    } catch (thrown) {
      failure ??= { thrown };
      group.abort(new Interruption('sibling'));
    } finally {
      slots.leave();
    }
  };

  for (const range of missing) {
    const slots = await takeSlots(run, signal);
    if (slots === undefined) break;
    const task = send(range, slots).finally(() => onTheWay.delete(task));
    onTheWay.add(task);
  }
  await Promise.all(onTheWay);
  run.signal.throwIfAborted();
  if (failure !== undefined) throw failure.thrown;
}

/** A slot in the limit of the file and a slot in the limit of all parts. */
interface PartSlots extends RevocableSlot {
  readonly leave: () => void;
}

async function enter({ fileSlots, partSlots }: Run, signal: AbortSignal) {
  const leaveFile = await fileSlots.acquire(signal);
  try {
    const leaveAll = await partSlots.acquire(signal);
    return () => {
      leaveAll();
      leaveFile();
    };
  } catch (aborted) {
    leaveFile();
    throw aborted;
  }
}

/** Waits for both slots; `undefined` when aborted meanwhile. */
async function takeSlots(run: Run, signal: AbortSignal): Promise<PartSlots | undefined> {
  try {
    let leave = await enter(run, signal);
    return {
      leave: () => {
        leave();
      },
      get isCrowded() {
        return run.fileSlots.isCrowded || run.partSlots.isCrowded;
      },
      async giveWay() {
        leave();
        leave = await enter(run, signal);
      },
    };
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}

/**
 * Error for a response without a CRC-64 and without a Content-MD5 check: it did not come from OSS.
 */
export const notVerified: ErrorRecord = {
  code: 'unexpected-answer',
  detail: 'The response verifies no byte of what was sent.',
};

/** True when the connection broke or stalled during the request. */
export function isBreak({ code }: ErrorRecord): boolean {
  return code === 'connection-lost' || code === 'no-progress';
}

/**
 * Compares the bytes that were read with the checksum of what OSS stored.
 *
 * @returns the checksum on which both sides agree; `undefined` when the response holds none, so
 *   that the bytes have to be sent again under a Content-MD5.
 * @throws TransferError `corrupted-on-the-way`
 */
export function checkReceipt(receipt: Receipt): 'crc64' | 'md5' | undefined {
  if (receipt.storedCrc64 === undefined) return receipt.md5Checked ? 'md5' : undefined;
  if (receipt.storedCrc64 === receipt.sentCrc64) return 'crc64';
  throw new TransferError({
    code: 'corrupted-on-the-way',
    detail: `CRC-64 ${receipt.sentCrc64} was sent, ${receipt.storedCrc64} was stored.`,
    requestId: receipt.requestId,
  });
}

/** One part on its way. */
interface PartUpload {
  readonly source: OpenSource;
  readonly uploadId: string;
  readonly range: PartRange;
  /** Aborts when the run is interrupted or another part of the file failed for good. */
  readonly signal: AbortSignal;
  /** What the part gives back before a try when limits were lowered meanwhile. */
  readonly slot: RevocableSlot;
}

/**
 * Sends one part until it is accepted, then commits it, then publishes it.
 *
 * @throws TransferError when the retry table gives the part up; `signal.reason` when aborted.
 */
export async function uploadPart(run: Run, part: PartUpload): Promise<CommittedPart> {
  const { clock, random, log } = run.ports;
  const { range, signal } = part;
  let withMd5 = false;
  /** Tries that failed because Ferry closed a dead connection; their number has no limit. */
  let uncounted = 0;
  for (let tries = 1; ; tries += 1) {
    try {
      const committed = await sendOnce(run, part, withMd5);
      if (committed !== undefined) return committed;
      if (withMd5) throw new TransferError(notVerified);
      withMd5 = true;
    } catch (thrown) {
      run.bytes.lostPart(range.number);
      signal.throwIfAborted();
      const error = toErrorRecord(thrown);
      if (error.code === 'no-progress') run.partSize.timedOut(range.end - range.start);
      if (error.wasDead === true) uncounted += 1;
      const attempts = tries - uncounted;
      const decision = decideRetry({ error, sent: 'part', attempts }, random);
      if (decision.do !== 'again') throw thrown;
      log.write('warning', {
        event: 'part-repeated',
        transferId: run.transfer.id,
        partNumber: range.number,
        error,
      });
      await clock.sleep(decision.after, signal);
    }
  }
}

/** Makes one try. `undefined` when the response verified no checksum. */
async function sendOnce(
  run: Run,
  { source, uploadId, range, signal, slot }: PartUpload,
  withMd5: boolean,
): Promise<CommittedPart | undefined> {
  const send = async (): Promise<CommittedPart | undefined> => {
    await requireSameSource(source);
    const { clock } = run.ports;
    const begunAt = clock.monotonic();
    const size = range.end - range.start;
    let left = size;
    const receipt = await run.ports.objects.uploadPart(
      run.target,
      uploadId,
      range.number,
      { source: source.handle, start: range.start, end: range.end, withMd5 },
      requestContext(run, signal, (bytes, waited = 0) => {
        run.waitedForSource(waited);
        run.bytes.moved(range.number, bytes);
        left -= bytes;
        if (left === 0) run.tookPart(size, clock.monotonic() - begunAt);
      }),
    );
    const time = clock.monotonic() - begunAt;
    run.partSize.sent(size, time);
    run.sentBody(size, time);
    const checked = checkReceipt(receipt);
    if (checked === undefined) {
      run.bytes.lostPart(range.number);
      return undefined;
    }
    const part: CommittedPart = {
      number: range.number,
      size,
      etag: receipt.etag,
      crc64: receipt.sentCrc64,
      crc64Confirmed: checked === 'crc64',
    };
    await run.ports.store.savePart(run.transfer.id, part);
    run.bytes.committedPart(part.number, part.size);
    return part;
  };
  return await limitedRequest(run.limiter, signal, send, { slot });
}
