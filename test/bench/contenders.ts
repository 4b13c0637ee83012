import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Measurement, Order } from './measurement.ts';
import { partSize } from './workload.ts';

/** A program that uploads the workload to the sink, in a process of its own. */
export interface Contender {
  readonly name: string;
  upload(
    order: Omit<Order, 'scratch' | 'tuned' | 'filesAtOnce'>,
    ground: Ground,
  ): Promise<Measurement>;
}

/** What every run needs. */
export interface Ground {
  readonly temporary: string;
  /** The sink's certificate; absent without TLS. */
  readonly certificate?: string;
}

function nodeContender(
  name: string,
  script: string,
  options: Pick<Order, 'tuned' | 'filesAtOnce'> = {},
): Contender {
  return {
    name,
    async upload(order, ground) {
      const scratch = mkdtempSync(join(ground.temporary, 'run-'));
      const full: Order = { ...order, scratch, ...options };
      const environment = {
        ...process.env,
        // As the command line starts: a first run compiles, the others do not.
        NODE_COMPILE_CACHE: join(ground.temporary, 'compiled'),
        ...(ground.certificate !== undefined && { NODE_EXTRA_CA_CERTS: ground.certificate }),
      };
      const path = join(import.meta.dirname, script);
      try {
        const output = await run(process.execPath, [path, JSON.stringify(full)], environment);
        return JSON.parse(output) as Measurement;
      } finally {
        rmSync(scratch, { recursive: true });
      }
    },
  };
}

const curl: Contender = {
  name: 'curl -T, one stream',
  async upload(order, ground) {
    const tls = ground.certificate === undefined ? [] : ['--cacert', ground.certificate];
    const name = `${order.endpoint}/bench/large.bin`;
    const quiet = ['--silent', '--show-error', '--fail', '-o', '/dev/null'];
    const arguments_ = [...tls, ...quiet, '-w', '%{time_total}', '-T', order.path, name];
    return { seconds: Number(await run('curl', arguments_, process.env)) };
  },
};

export const ferry = nodeContender('Ferry, checks and checkpoints on', 'upload-with-ferry.ts');
export const aliDefault = nodeContender('ali-oss, its defaults', 'upload-with-ali-oss.ts');
export const aliTuned = nodeContender('ali-oss, 8 MiB × 4', 'upload-with-ali-oss.ts', {
  tuned: { partSize, parallel: 4 },
});
/** Its documentation's examples send five requests at once. */
export const aliFive = nodeContender('ali-oss put × 5', 'upload-with-ali-oss.ts', {
  filesAtOnce: 5,
});
export const aliSixteen = nodeContender('ali-oss put × 16', 'upload-with-ali-oss.ts', {
  filesAtOnce: 16,
});
export { curl };

/** @throws Error with what the process said, when it failed */
function run(
  command: string,
  arguments_: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, arguments_, {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(new Error(`${command} ended with ${code ?? 'a signal'}: ${complaint.slice(-800)}`));
    });
  });
}
