import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contenders.ts';
import { bench } from './measurement.ts';

const root = join(import.meta.dirname, '..', '..');

/** The built command line, as users run it, with its start and its end. Build it before. */
export const builtFerry: Contender = {
  name: 'Ferry, built, whole process',
  async upload({ endpoint, path }, { temporary, certificate }) {
    const scratch = mkdtempSync(join(temporary, 'run-'));
    const words = [
      ...[join(root, 'out', 'cli', 'ferry.js'), 'upload', path],
      ...['--to', `oss://${bench.bucket}/ferry/`, '--db', join(scratch, 'queue.db')],
      ...['--conflict', 'overwrite'],
    ];
    const env = {
      ...process.env,
      OSS_ENDPOINT: endpoint,
      OSS_REGION: bench.region,
      OSS_ACCESS_KEY_ID: bench.keys,
      OSS_ACCESS_KEY_SECRET: bench.keys,
      XDG_CACHE_HOME: temporary,
      ...(certificate !== undefined && { NODE_EXTRA_CA_CERTS: certificate }),
    };
    try {
      return { seconds: await secondsOf(words, env) };
    } finally {
      rmSync(scratch, { recursive: true });
    }
  },
};

/** Measures another contender from the start of its process to its end. */
export function whole(contender: Contender): Contender {
  return {
    name: contender.name,
    async upload(order, ground) {
      const begun = performance.now();
      const measured = await contender.upload(order, ground);
      return { ...measured, seconds: (performance.now() - begun) / 1000 };
    },
  };
}

/** Runs Node with these words, from its start to its end. @throws Error when the command fails */
export async function secondsOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code ?? 'a signal'}`);
  return (performance.now() - begun) / 1000;
}
