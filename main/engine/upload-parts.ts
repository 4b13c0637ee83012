import { Interruption } from './interruption.ts';
import type { PartRange } from './plan-upload.ts';
import type { CommittedPart } from './ports/transfer-store.ts';
import { uploadPart } from './upload-part.ts';
import type { OpenSource, UploadRun } from './upload-run.ts';

/**
 * Sends the missing parts, several at a time, and hands each to `onCommitted`.
 *
 * The first part that fails for good stops its siblings; then all are waited for, so that nothing
 * of the file is on the way any more, and its error is thrown once.
 */
export async function uploadParts(
  run: UploadRun,
  source: OpenSource,
  uploadId: string,
  missing: Iterable<PartRange>,
  onCommitted: (part: CommittedPart) => void,
): Promise<void> {
  const group = new AbortController();
  const signal = AbortSignal.any([run.signal, group.signal]);
  const onTheWay = new Set<Promise<void>>();
  let failure: { readonly thrown: unknown } | undefined;

  const send = async (range: PartRange, leave: () => void): Promise<void> => {
    try {
      onCommitted(await uploadPart(run, source, uploadId, range, signal));
    } catch (thrown) {
      failure ??= { thrown };
      group.abort(new Interruption('sibling'));
    } finally {
      leave();
    }
  };

  for (const range of missing) {
    const leave = await takePlaces(run, signal);
    if (leave === undefined) break;
    const task = send(range, leave).finally(() => onTheWay.delete(task));
    onTheWay.add(task);
  }
  await Promise.all(onTheWay);
  run.signal.throwIfAborted();
  if (failure !== undefined) throw failure.thrown;
}

/** A place among the parts of this file and one among all; `undefined` when aborted meanwhile. */
async function takePlaces(run: UploadRun, signal: AbortSignal): Promise<(() => void) | undefined> {
  try {
    const leaveFile = await run.fileSlots.acquire(signal);
    try {
      const leaveAll = await run.partSlots.acquire(signal);
      return () => {
        leaveAll();
        leaveFile();
      };
    } catch (aborted) {
      leaveFile();
      throw aborted;
    }
  } catch (thrown) {
    if (signal.aborted) return undefined;
    throw thrown;
  }
}
