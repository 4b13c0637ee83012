import { errorClass, toErrorRecord } from '../../../shared/errors.ts';
import { compareFile, confirmedFile, findObject } from '../parts/confirm-object.ts';
import { laneFor } from '../queue/plan-upload.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import { isFolderToRead, readFolderAgain } from '../queue/read-folder-again.ts';
import { sendMultipart } from './send-multipart.ts';
import { sendSmall } from './send-small.ts';
import type { RunEnding, OpenSource, Run } from './run.ts';
import { sendUnderPolicy } from './send-under-policy.ts';
import { resultFromFacts, type SentObject } from '../parts/sent-object.ts';

/**
 * Runs one transfer from an open source to its ending. Writes checkpoints, but never the state of
 * the row: the caller writes the ending.
 *
 * @param onVerifying called once every byte has arrived and only Complete is missing
 * @throws TransferError, classified; `signal.reason` when aborted
 */
export async function runTransfer(run: Run, onVerifying: () => Promise<void>): Promise<RunEnding> {
  const { source } = run.transfer;
  if (source.kind === 'folder-marker') {
    return await sendUnderPolicy(run, undefined, true, (forbidOverwrite) =>
      sendSmall(run, undefined, { forbidOverwrite, expectContinue: false }),
    );
  }
  if (await isFolderToRead(run)) return await readFolderAgain(run, source.path);
  const handle = await run.ports.files.open(source.path);
  try {
    return await sendFile(run, handle, onVerifying);
  } finally {
    await handle.close();
  }
}

async function sendFile(
  run: Run,
  handle: SourceHandle,
  onVerifying: () => Promise<void>,
): Promise<RunEnding> {
  // No byte was sent yet, so the current content of the file is the content to upload.
  const open = { handle, identity: await handle.identity() };
  run.bytes.resize(open.identity.size);
  const { size } = open.identity;
  const isPut = laneFor(size, run.settings().multipartThreshold) === 'small';
  if (isPut && size <= run.bodyLimit.bytes && !run.transfer.hasCheckpoint) {
    return await sendUnderPolicy(run, open, true, (forbidOverwrite, expectContinue) =>
      sendSmall(run, open, { forbidOverwrite, expectContinue }),
    );
  }
  const mayBePut = isPut && run.transfer.attempts > 0;
  return await sendUnderPolicy(run, open, false, async (forbidOverwrite) => {
    const send = () => sendMultipart(run, handle, forbidOverwrite, onVerifying);
    return mayBePut ? await sendAfterPut(run, open, send) : await send();
  });
}

/**
 * Sends a file by parts after its PutObject broke. That PutObject may still make the object later.
 */
async function sendAfterPut(
  run: Run,
  source: OpenSource,
  send: () => Promise<SentObject>,
): Promise<SentObject> {
  const sent = run.transfer.hasCheckpoint ? undefined : await findPut(run, source);
  if (sent !== undefined) return sent;
  try {
    return await send();
  } catch (thrown) {
    run.signal.throwIfAborted();
    if (errorClass(toErrorRecord(thrown).code) !== 'exists') throw thrown;
    const late = await confirmedFile(run, source, await findObject(run));
    if (late === undefined) throw thrown;
    return { ...late, uploadRemains: true };
  }
}

async function findPut(run: Run, source: OpenSource): Promise<SentObject | undefined> {
  const remote = await findObject(run);
  if (remote.kind !== 'object') return undefined;
  const { facts } = remote;
  const { handle, identity } = source;
  const { size } = identity;
  const same = await compareFile(facts, size, () => handle.crc64(0, size, run.signal));
  return same === 'same' ? { verified: 'crc64', size, result: resultFromFacts(facts) } : undefined;
}
