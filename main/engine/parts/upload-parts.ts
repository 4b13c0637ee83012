import type { RevocableSlot } from '../limits/request-limiter.ts';
import { Interruption } from '../run/interruption.ts';
import type { PartRange } from '../queue/plan-upload.ts';
import type { CommittedPart } from '../ports/transfer-store.ts';
import { uploadPart } from './upload-part.ts';
import type { OpenSource, Run } from '../run/run.ts';

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
      onCommitted(await uploadPart(run, { source, uploadId, range, signal, slots }));
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
