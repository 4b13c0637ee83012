import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ObjectReader } from './read-back.ts';
import type { SourceFile } from './walk-source.ts';

/** The result of the comparison of all objects. */
export interface Comparison {
  readonly identical: number;
  /** Keys of objects that differ from their files, with the reason. */
  readonly wrong: readonly string[];
  /** Objects without a file. */
  readonly surplus: readonly string[];
}

/** Compares chunk by chunk, so that no complete object is in memory. */
async function difference(
  body: AsyncIterable<Buffer>,
  file: FileHandle,
  size: number,
): Promise<string | undefined> {
  let offset = 0;
  let expected = Buffer.alloc(64 * 1024);
  for await (const chunk of body) {
    if (expected.length < chunk.length) expected = Buffer.alloc(chunk.length);
    const { bytesRead } = await file.read(expected, 0, chunk.length, offset);
    if (bytesRead !== chunk.length || !chunk.equals(expected.subarray(0, bytesRead))) {
      return `differs after byte ${offset}`;
    }
    offset += chunk.length;
  }
  return offset === size ? undefined : `has ${offset} bytes instead of ${size}`;
}

async function compareOne(reader: ObjectReader, source: SourceFile): Promise<string | undefined> {
  const answer = await reader.open(source.key);
  try {
    if (answer.statusCode !== 200) return `cannot be read: ${answer.statusCode}`;
    const file = await open(source.path);
    try {
      return await difference(answer as AsyncIterable<Buffer>, file, (await file.stat()).size);
    } finally {
      await file.close();
    }
  } finally {
    // Reads the rest of the body, so that the connection can be used again.
    answer.resume();
  }
}

/**
 * Downloads every object, several at once, and compares it with its file.
 *
 * @param onCompared called with the number compared so far.
 */
export async function compareObjects(
  reader: ObjectReader,
  files: readonly SourceFile[],
  prefix: string,
  atOnce: number,
  onCompared: (count: number) => void,
): Promise<Comparison> {
  const wrong: string[] = [];
  let next = 0;
  let compared = 0;

  async function work(): Promise<void> {
    for (let source = files[next++]; source !== undefined; source = files[next++]) {
      const reason = await compareOne(reader, source);
      if (reason !== undefined) wrong.push(`${source.key} ${reason}`);
      compared += 1;
      onCompared(compared);
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work));
  const wanted = new Set(files.map(({ key }) => key));
  const surplus = (await reader.listKeys(prefix)).filter((key) => !wanted.has(key));
  return { identical: files.length - wrong.length, wrong, surplus };
}
