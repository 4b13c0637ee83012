import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createObjectReader } from '../../scripts/demo/read-back.ts';
import type { ObjectReader } from '../../scripts/demo/read-back.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/server.ts';
import { sandboxEnvironment } from './ferry-process.ts';

/** A sandbox with a scratch folder around it, for tests that run the command line. */
export interface SandboxFixture {
  readonly sandbox: Sandbox;
  readonly reader: ObjectReader;
  readonly environment: NodeJS.ProcessEnv;
  /** Empty folder for sources and databases; gone after `close`. */
  readonly folder: string;
  /** Bytes of an object; `undefined` when there is none. */
  content(key: string): Promise<Buffer | undefined>;
  /** Writes a file below `folder` and gives its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  close(): Promise<void>;
}

/** Starts a sandbox with its data in a temporary folder. */
export async function startSandboxFixture(
  options: Pick<SandboxOptions, 'now'> = {},
): Promise<SandboxFixture> {
  const base = await mkdtemp(path.join(tmpdir(), 'ferry-cli-'));
  const folder = path.join(base, 'work');
  await mkdir(folder);
  const sandbox = await startSandbox({ dataDirectory: path.join(base, 'data'), ...options });
  const reader = createObjectReader(sandbox, 4);
  return {
    sandbox,
    reader,
    folder,
    environment: sandboxEnvironment(sandbox),
    async content(key) {
      const answer = await reader.open(key);
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      return answer.statusCode === 200 ? Buffer.concat(chunks) : undefined;
    },
    async write(name, content) {
      const file = path.join(folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    async close() {
      reader.close();
      await sandbox.close();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Bytes that differ from place to place, the same ones for the same seed. */
export function patternedBytes(size: number, seed: number): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let index = 0; index < size; index += 1) {
    // https://en.wikipedia.org/wiki/Linear_congruential_generator, the values of Numerical Recipes
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}
