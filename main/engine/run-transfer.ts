import { laneFor } from './plan-upload.ts';
import type { SourceHandle } from './ports/source-files.ts';
import { isFolderToRead, readFolderAgain } from './read-folder-again.ts';
import { sendMultipart } from './send-multipart.ts';
import { sendSmall } from './send-small.ts';
import { type Ending, sendUnderPolicy } from './send-under-policy.ts';
import type { UploadRun } from './upload-run.ts';

/**
 * Runs one transfer from an open source to its ending. Writes checkpoints, never the row's state:
 * the ending is the caller's to write.
 *
 * @param onVerifying called once every byte is there and only Complete is missing
 * @throws TransferError, classified; `signal.reason` when aborted
 */
export async function runTransfer(
  run: UploadRun,
  onVerifying: () => Promise<void>,
): Promise<Ending> {
  const { source } = run.transfer;
  if (source.kind === 'folder-marker') {
    return await sendUnderPolicy(run, undefined, true, (forbidOverwrite) =>
      sendSmall(run, undefined, forbidOverwrite),
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
  run: UploadRun,
  handle: SourceHandle,
  onVerifying: () => Promise<void>,
): Promise<Ending> {
  // Nothing of the file was sent yet, so whatever it is now is what shall arrive.
  const open = { handle, identity: await handle.identity() };
  run.bytes.resize(open.identity.size);
  const lane = laneFor(open.identity.size, run.settings().multipartThreshold);
  if (lane === 'small' && !run.transfer.hasCheckpoint) {
    return await sendUnderPolicy(run, open, true, (forbidOverwrite) =>
      sendSmall(run, open, forbidOverwrite),
    );
  }
  return await sendUnderPolicy(run, open, false, (forbidOverwrite) =>
    sendMultipart(run, handle, forbidOverwrite, onVerifying),
  );
}
