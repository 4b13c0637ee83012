import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BenchResult, compare } from './comparison.ts';
import { aliDefault, aliTuned, curl, ferry, type Ground } from './contenders.ts';
import { checksumTable } from './checksum-speed.ts';
import { resultTable } from './report.ts';
import { startSink } from './sink-process.ts';
import { makeWorkload, type WorkloadSize } from './workload.ts';

const full: WorkloadSize = { largeMiB: 1024, smallFiles: 5000, smallBytes: 16 * 1024 };
const quick: WorkloadSize = { largeMiB: 128, smallFiles: 500, smallBytes: 16 * 1024 };

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'plain,tls,small' },
    out: { type: 'string', default: 'bench-results' },
  },
});
const rounds = Number(values.rounds);
const wanted = values.only.split(',');
const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const temporary = mkdtempSync(join(tmpdir(), 'ferry-bench-'));
process.on('exit', () => {
  rmSync(temporary, { recursive: true, force: true });
});

tell('Writing the files…');
const workload = await makeWorkload(temporary, values.quick ? quick : full);
const results: BenchResult[] = [];

for (const secure of [false, true]) {
  const title = secure ? 'One large file, TLS' : 'One large file';
  const needed = wanted.includes(secure ? 'tls' : 'plain');
  const small = !secure && wanted.includes('small');
  if (!needed && !small) continue;
  const sink = await startSink(temporary, workload, secure);
  const ground = {
    temporary,
    ...(sink.certificate !== undefined && { certificate: sink.certificate }),
  };
  tell('Warming up…');
  await warmUp(sink.endpoint, ground);
  if (needed) {
    const order = { endpoint: sink.endpoint, kind: 'large' as const, path: workload.largeFile };
    const others = [aliDefault, aliTuned, curl];
    results.push(await compare(title, order, others, rounds, ground, tell));
  }
  if (small) {
    const order = { endpoint: sink.endpoint, kind: 'small' as const, path: workload.smallFolder };
    results.push(await compare('Small files', order, [aliDefault], rounds, ground, tell));
  }
  await sink.close();
}

/** Everybody once, unmeasured: files in the page cache, code compiled. */
async function warmUp(endpoint: string, ground: Ground): Promise<void> {
  for (const contender of [ferry, aliDefault]) {
    await contender.upload({ endpoint, kind: 'large', path: workload.largeFile }, ground);
  }
}

process.stdout.write(`${resultTable(results)}\n${await checksumTable()}\n`);
mkdirSync(values.out, { recursive: true });
const file = join(values.out, 'bench.json');
writeFileSync(file, `${JSON.stringify({ rounds, results }, undefined, 2)}\n`);
tell(`Written to ${file}`);
