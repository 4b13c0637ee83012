import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Crc64 } from '../rules/crc64.ts';
import type { PieceFiles } from './piece-files.ts';
import type { ReceivedBytes } from './records.ts';

/** Bytes gathered before they go to disk in one call. */
const batchSize = 512 * 1024;

/**
 * Streams bytes into a new data file, counting and hashing them on the way. Two batches are in
 * memory at most: one being written, one being gathered.
 *
 * @throws whatever the source throws, after the file has been removed
 */
export async function receiveBytes(
  files: PieceFiles,
  source: AsyncIterable<Buffer>,
): Promise<ReceivedBytes> {
  const file = files.newName();
  const handle = await files.create(file);
  const md5 = createHash('md5');
  const crc = new Crc64();
  let size = 0;
  try {
    size = await writeBatches(handle, source, (chunk) => {
      md5.update(chunk);
      crc.update(chunk);
    });
  } catch (error) {
    await handle.close();
    files.retire([{ file, size }]);
    throw error;
  }
  await handle.close();
  return {
    pieces: [{ file, size }],
    size,
    etag: md5.digest('hex').toUpperCase(),
    crc64: crc.digest().toString(),
  };
}

async function writeBatches(
  handle: FileHandle,
  source: AsyncIterable<Buffer>,
  look: (chunk: Buffer) => void,
): Promise<number> {
  let batch: Buffer[] = [];
  let batched = 0;
  let size = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const flush = async (): Promise<void> => {
    await writing;
    const buffers = batch;
    const position = size - batched;
    batch = [];
    batched = 0;
    writing = buffers.length === 0 ? Promise.resolve() : writeFully(handle, buffers, position);
    // A failure is reported by the next await; without this it would count as unhandled until then.
    writing.catch(() => undefined);
  };
  try {
    for await (const chunk of source) {
      look(chunk);
      batch.push(chunk);
      batched += chunk.length;
      size += chunk.length;
      if (batched >= batchSize) await flush();
    }
    await flush();
  } finally {
    await writing;
  }
  return size;
}

async function writeFully(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  const total = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
  let { bytesWritten } = await handle.writev(buffers, position);
  if (bytesWritten === total) return;
  const all = Buffer.concat(buffers);
  while (bytesWritten < total) {
    const rest = all.subarray(bytesWritten);
    bytesWritten += (await handle.write(rest, 0, rest.length, position + bytesWritten))
      .bytesWritten;
  }
}
