import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { Crc64Sum } from '../rules/crc64.ts';
import type { PieceFiles } from './piece-files.ts';
import type { ReceivedBytes } from './records.ts';

/** Bytes collected before one write call to disk. */
const batchSize = 512 * 1024;

/**
 * Streams bytes into a new data file, and counts and hashes them. At most two batches are in
 * memory: one is being written, one is being collected. A body that fits into one batch is written
 * at once at the end, which makes small objects quick.
 *
 * @throws every error of the source, after the file has been removed
 */
export async function receiveBytes(
  files: PieceFiles,
  source: AsyncIterable<Buffer>,
): Promise<ReceivedBytes> {
  const file = files.newName();
  const writer = new BatchWriter(files.path(file));
  const md5 = createHash('md5');
  const crc = new Crc64Sum();
  try {
    for await (const chunk of source) {
      md5.update(chunk);
      crc.update(chunk);
      await writer.add(chunk);
    }
    await writer.end();
  } catch (error) {
    await writer.abandon();
    files.retire([{ file, size: writer.size }]);
    throw error;
  }
  return {
    pieces: [{ file, size: writer.size }],
    size: writer.size,
    etag: md5.digest('hex').toUpperCase(),
    crc64: crc.digest().toString(),
  };
}

class BatchWriter {
  size = 0;
  readonly #path: string;
  #handle: FileHandle | undefined;
  #batch: Buffer[] = [];
  #batched = 0;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async add(chunk: Buffer): Promise<void> {
    this.#batch.push(chunk);
    this.#batched += chunk.length;
    this.size += chunk.length;
    if (this.#batched < batchSize) return;
    this.#handle ??= await open(this.#path, 'wx');
    await this.#flush(this.#handle);
  }

  async end(): Promise<void> {
    if (this.#handle === undefined) {
      writeFileSync(this.#path, Buffer.concat(this.#batch), { flag: 'wx' });
      return;
    }
    await this.#flush(this.#handle);
    await this.#writing;
    await this.#handle.close();
  }

  async abandon(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#handle?.close();
  }

  async #flush(handle: FileHandle): Promise<void> {
    await this.#writing;
    const buffers = this.#batch;
    const position = this.size - this.#batched;
    this.#batch = [];
    this.#batched = 0;
    this.#writing = writeFully(handle, buffers, position);
    // The next await receives the failure; without this it would count as unhandled until then.
    this.#writing.catch(() => undefined);
  }
}

async function writeFully(
  handle: FileHandle,
  buffers: readonly Buffer[],
  position: number,
): Promise<void> {
  if (buffers.length === 0) return;
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
