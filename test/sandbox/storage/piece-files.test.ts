import { existsSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PieceFiles } from '../../../sandbox/storage/piece-files.ts';
import { readPieces } from '../../../sandbox/storage/read-pieces.ts';
import { receiveBytes } from '../../../sandbox/storage/receive-bytes.ts';
import { temporaryFolder } from '../helpers/temporary-sandbox.ts';

async function* once(...chunks: Buffer[]): AsyncGenerator<Buffer> {
  for (const chunk of chunks) yield await Promise.resolve(chunk);
}

async function read(
  files: PieceFiles,
  pieces: readonly { file: string; size: number }[],
  start: number,
  end: number,
) {
  const parts: Buffer[] = [];
  for await (const part of readPieces(files, pieces, start, end)) parts.push(part);
  return Buffer.concat(parts).toString();
}

it('receives small and large bodies, and reads across pieces', async () => {
  const files = new PieceFiles(temporaryFolder());
  const small = await receiveBytes(files, once(Buffer.from('abc')));
  const large = await receiveBytes(
    files,
    once(...Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000, 97 + (index % 26)))),
  );
  const none = await receiveBytes(files, once());
  expect([small.size, large.size, none.size]).toEqual([3, 2_000_000, 0]);
  const pieces = [...small.pieces, ...none.pieces, ...large.pieces, ...small.pieces];
  expect(await read(files, pieces, 1, 5)).toBe('bcaa');
  expect(await read(files, pieces, 2_000_001, 2_000_006)).toBe('nnabc');
  expect(await read(files, pieces, 4, 4)).toBe('');
});

it('leaves nothing of a body that fails', async () => {
  const files = new PieceFiles(temporaryFolder());
  async function* failing(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.alloc(600_000));
    throw new Error('lost');
  }
  const names: string[] = [];
  const newName = files.newName.bind(files);
  files.newName = () => {
    const name = newName();
    names.push(name);
    return name;
  };
  await expect(receiveBytes(files, failing())).rejects.toThrow('lost');
  await files.settled();
  expect(names.map((name) => existsSync(files.path(name)))).toEqual([false]);
});

it('keeps a retired file until its last reader lets go', async () => {
  const files = new PieceFiles(temporaryFolder());
  const piece = { file: 'held', size: 1 };
  writeFileSync(files.path('held'), 'x');
  const [one, two] = [files.hold([piece]), files.hold([piece])];
  files.retire([piece]);
  one();
  one();
  await files.settled();
  expect(existsSync(files.path('held'))).toBe(true);
  two();
  await files.settled();
  expect(existsSync(files.path('held'))).toBe(false);
});
