import { transferFromEntry } from './new-transfer.ts';
import type { SourcePath } from '../../../shared/transfer.ts';
import type { RunEnding, Run } from '../run/run.ts';

/**
 * True when the row is a folder that the scan could not read. A row that was a file at the scan has
 * an identity. A link that replaced the folder leads elsewhere and is not followed.
 */
export async function isFolderToRead({ ports, transfer }: Run): Promise<boolean> {
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
export async function readFolderAgain(run: Run, folder: SourcePath): Promise<RunEnding> {
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
