import { errorClass, toErrorRecord } from '../../../shared/errors.ts';
import {
  compareFile,
  confirmedFile,
  findObject,
  resultFromFacts,
  type SentObject,
} from '../parts/confirm-object.ts';
import { laneFor } from '../queue/plan-upload.ts';
import type { SourceHandle } from '../ports/source-files.ts';
import { transferFromEntry } from '../queue/new-transfer.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import { sendMultipart } from '../parts/send-multipart.ts';
import { sendByPath, type FirstTry, sendSmall } from './send-small.ts';
import { isOnePut, type RunEnding, type OpenSource, type Run } from './run.ts';
import { type Send, sendUnderPolicy } from './send-under-policy.ts';

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
  const first = await sendByPath(run);
  if (first !== undefined && 'event' in first) return first;
  const handle = await run.ports.files.open(source.path);
  try {
    return await sendFile(run, handle, onVerifying, first);
  } finally {
    await handle.close();
  }
}

async function sendFile(
  run: Run,
  handle: SourceHandle,
  onVerifying: () => Promise<void>,
  first: FirstTry | undefined,
): Promise<RunEnding> {
  if (first !== undefined && run.transfer.identity !== undefined) {
    return await sendOnSmall(run, { handle, identity: run.transfer.identity }, first);
  }
  // No byte was sent yet, so the current content of the file is the content to upload.
  const open = { handle, identity: await handle.identity() };
  run.bytes.resize(open.identity.size);
  const { size } = open.identity;
  if (isOnePut(run, size)) {
    return await sendUnderPolicy(run, open, true, (forbidOverwrite, expectContinue) =>
      sendSmall(run, open, { forbidOverwrite, expectContinue }),
    );
  }
  const isSmall = laneFor(size, run.settings().multipartThreshold) === 'small';
  const mayBePut = isSmall && run.transfer.attempts > 0;
  return await sendUnderPolicy(run, open, false, async (forbidOverwrite) => {
    const send = () => sendMultipart(run, handle, forbidOverwrite, onVerifying);
    return mayBePut ? await sendAfterPut(run, open, send) : await send();
  });
}

/** Continues a small file after its first try. */
async function sendOnSmall(run: Run, open: OpenSource, first: FirstTry): Promise<RunEnding> {
  let made: FirstTry | undefined = first;
  const send: Send = (forbidOverwrite, expectContinue) => {
    const sending = sendSmall(run, open, { forbidOverwrite, expectContinue }, made);
    made = undefined;
    return sending;
  };
  return await sendUnderPolicy(run, open, true, send, true);
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

/**
 * True when the row is a folder that the scan could not read. A row that was a file at the scan has
 * an identity. A link that replaced the folder leads elsewhere and is not followed.
 */
async function isFolderToRead({ ports, transfer }: Run): Promise<boolean> {
  const { source, identity } = transfer;
  if (source.kind !== 'file' || identity !== undefined) return false;
  return await ports.files.isFolder(source.path);
}

/**
 * Adds the contents of the folder to the batch, under the names that the first scan would have
 * used. An interrupted call can be repeated without duplicates. The row itself has nothing to send.
 *
 * @throws TransferError `source-unreadable` when the folder is still unreadable, `source-missing`,
 *   `disk-full`; `signal.reason` when aborted
 */
async function readFolderAgain(run: Run, folder: SourcePath): Promise<RunEnding> {
  const { ports, transfer, batch, signal, settings } = run;
  const { relativePath, batchId } = transfer;
  const above = relativePath.slice(0, relativePath.lastIndexOf('/') + 1);
  for await (const entries of ports.files.scan(folder, batch.scanOptions, signal)) {
    const { multipartThreshold } = settings();
    const rows = entries.map((entry) => {
      const found = { ...entry, relativePath: `${above}${entry.relativePath}` };
      return transferFromEntry(found, batch.destination.prefix, multipartThreshold);
    });
    await ports.store.addTransfers(batchId, rows);
  }
  return { event: { type: 'skip', reason: 'folder-read' } };
}
