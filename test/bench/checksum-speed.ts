import { createHash } from 'node:crypto';
import { createCRC64 } from 'hash-wasm';
import { createSummedMemory } from '../../main/transfer/workers/crc64.ts';
import { table } from './report.ts';
import { median } from './statistics.ts';

const blockSize = 1024 * 1024;
const blocks = 128;
const rounds = 7;

/** MB/s of one pass over the blocks. */
function speedOf(pass: () => void): number {
  const begun = performance.now();
  for (let block = 0; block < blocks; block += 1) pass();
  return (blocks * blockSize) / 1e6 / ((performance.now() - begun) / 1000);
}

/** Our CRC-64 beside a library's and beside MD5, one thread, interleaved rounds. */
export async function checksumTable(): Promise<string> {
  const memory = createSummedMemory(blockSize);
  memory.bytes.fill('ferry');
  const library = await createCRC64();
  const contenders: readonly (readonly [string, () => void])[] = [
    ['CRC-64, ours (WebAssembly)', () => memory.sum(0n, 0, blockSize)],
    ['CRC-64, hash-wasm', () => library.init().update(memory.bytes)],
    ['MD5, OpenSSL', () => createHash('md5').update(memory.bytes).digest()],
  ];
  const speeds = contenders.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1) {
    contenders.forEach(([, pass], index) => speeds[index]?.push(speedOf(pass)));
  }
  const rows = contenders.map(([name], index) => [name, median(speeds[index] ?? []).toFixed(0)]);
  return `\n${table([['Checksum, one thread', 'MB/s'], ...rows])}`;
}
