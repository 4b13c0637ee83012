import { open } from 'node:fs/promises';
import type { PieceFiles } from './piece-files.ts';
import type { Piece } from './records.ts';

const chunkSize = 512 * 1024;

/** Yields the bytes `start` to `end` (excluded) of concatenated pieces, half a MiB at a time. */
export async function* readPieces(
  files: PieceFiles,
  pieces: readonly Piece[],
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  let pieceStart = 0;
  for (const piece of pieces) {
    const from = Math.max(start - pieceStart, 0);
    const to = Math.min(end - pieceStart, piece.size);
    pieceStart += piece.size;
    if (from < to) yield* readFile(files.path(piece.file), from, to);
    if (pieceStart >= end) return;
  }
}

async function* readFile(path: string, start: number, end: number): AsyncGenerator<Buffer> {
  const handle = await open(path, 'r');
  try {
    for (let at = start; at < end;) {
      const buffer = Buffer.allocUnsafe(Math.min(chunkSize, end - at));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0)
        throw new Error(`The data file ${path} is shorter than its record says.`);
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}
