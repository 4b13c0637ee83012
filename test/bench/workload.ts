import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { combineCrc64 } from '../../main/engine/parts/crc64-combine.ts';
import { createTransport } from '../../main/transfer/workers/worker-pool.ts';

const MiB = 1024 * 1024;
/** Ferry's default, and what ali-oss is tuned to. */
export const partSize = 8 * MiB;

/** Sizes of what is uploaded. */
export interface WorkloadSize {
  readonly largeMiB: number;
  readonly smallFiles: number;
  readonly smallBytes: number;
}

export interface Workload {
  readonly largeFile: string;
  readonly smallFolder: string;
  /** CRC-64 by object name. */
  readonly objects: Readonly<Record<string, string>>;
  /** CRC-64 of each MiB of the large file. */
  readonly blocks: readonly string[];
}

/** Bytes that do not compress and never repeat within a block; the same in every run. */
function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let state = seed * 2654435761 + 1;
  for (let at = 0; at + 4 <= length; at += 4) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes.writeUInt32LE(state, at);
  }
  return bytes;
}

/** Writes the files and calculates what the sink shall answer. */
export async function makeWorkload(folder: string, size: WorkloadSize): Promise<Workload> {
  const largeFile = join(folder, 'large.bin');
  const smallFolder = join(folder, 'small');
  mkdirSync(smallFolder);
  const large = openSync(largeFile, 'w');
  for (let index = 0; index < size.largeMiB; index += 1) writeSync(large, noise(MiB, index));
  closeSync(large);
  const transport = createTransport();
  const { signal } = new AbortController();
  const sum = async (path: string, start: number, end: number) => {
    const descriptor = openSync(path, 'r');
    try {
      return await transport.checksum({ descriptor, start, end }, signal);
    } finally {
      closeSync(descriptor);
    }
  };
  const objects: Record<string, string> = {};
  for (let index = 0; index < size.smallFiles; index += 1) {
    const name = `${String(index).padStart(5, '0')}.bin`;
    const path = join(smallFolder, name);
    writeFileSync(path, noise(size.smallBytes, index));
    objects[name] = await sum(path, 0, size.smallBytes);
  }
  const blocks: string[] = [];
  for (let index = 0; index < size.largeMiB; index += 1) {
    blocks.push(await sum(largeFile, index * MiB, (index + 1) * MiB));
  }
  objects['large.bin'] = combineCrc64(blocks.map((crc64) => ({ size: MiB, crc64 })));
  await transport.close();
  return { largeFile, smallFolder, objects, blocks };
}
