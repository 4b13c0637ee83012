import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { buildCommandLine } from '../../scripts/build/command-line.ts';
import { combineCrc64 } from '../../main/engine/parts/crc64-combine.ts';
import { createTransport } from '../../main/transfer/workers/worker-pool.ts';
import { bench } from './measurement.ts';
import { startSink } from './sink-process.ts';
import { quantile } from './statistics.ts';

/** One long upload of the built command line to the sink, alone. */
export interface LongRun {
  readonly title: string;
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** From the start of the process to the first request with a body. */
  readonly firstSeconds: number;
  /** Requests that the sink answered; for small files, one each and no more. */
  readonly requests: number;
  /** Resident memory in MiB, sampled twice a second: in each fifth of the run, and the peak. */
  readonly memory: readonly number[];
  readonly peakMemory: number;
}

const MiB = 1024 * 1024;
const root = join(import.meta.dirname, '..', '..');

/** Uploads one file of 200 GiB, then 1,000,000 files of 1 KiB, all of zeros. */
export async function measureLongRuns(
  temporary: string,
  isQuick: boolean,
  log: (line: string) => void,
): Promise<readonly LongRun[]> {
  await buildCommandLine(join(root, 'out', 'cli'));
  const folder = join(temporary, 'long');
  mkdirSync(folder);
  const large = isQuick ? 4096 : 200 * 1024;
  const small = isQuick ? 10_000 : 1_000_000;
  const [zeros, kilobyte] = await checksumsOfZeros(folder, [MiB, 1024]);
  const blocks = Array.from({ length: large }, () => zeros);
  const largeFile = writeZeros(join(folder, 'large.bin'), large * MiB);
  const whole = combineCrc64(blocks.map((crc64) => ({ size: MiB, crc64 })));
  log(`Writing ${small.toLocaleString('en')} files…`);
  const smallFolder = join(folder, 'small');
  const names = writeSmallFiles(smallFolder, small);
  const objects = {
    ...Object.fromEntries(names.map((name) => [name, kilobyte])),
    'large.bin': whole,
  };
  const sink = await startSink(folder, { largeFile, smallFolder, objects, blocks });
  const runs: LongRun[] = [];
  for (const [title, path] of [
    [`One file of ${(large / 1024).toLocaleString('en')} GiB`, largeFile],
    [`${small.toLocaleString('en')} files of 1 KiB`, smallFolder],
  ] as const) {
    log(`${title}…`);
    runs.push({ title, ...(await run(path, sink.endpoint, folder)) });
  }
  await sink.close();
  return runs;
}

async function run(
  path: string,
  endpoint: string,
  folder: string,
): Promise<Omit<LongRun, 'title'>> {
  const command = join(root, 'out', 'cli', 'ferry.js');
  const to = ['--to', `oss://${bench.bucket}/long/`, '--conflict', 'overwrite'];
  const where = ['--endpoint', endpoint, '--region', bench.region, '--addressing', 'path'];
  const before = await sinkState(endpoint);
  const begun = Date.now();
  const database = join(folder, `long-${begun}.db`);
  const child = spawn(
    process.execPath,
    [command, 'upload', path, ...to, ...where, '--db', database, '--json'],
    {
      env: {
        PATH: process.env['PATH'],
        HOME: folder,
        OSS_ACCESS_KEY_ID: bench.keys,
        OSS_ACCESS_KEY_SECRET: bench.keys,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const samples: { readonly resident: number; readonly cpu: number }[] = [];
  const sampling = setInterval(() => {
    const sample = usageOf(child.pid);
    if (sample !== undefined) samples.push(sample);
  }, 500);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(sampling);
  if (code !== 0) throw new Error(`The upload ended with ${code ?? 'a signal'}`);
  const after = await sinkState(endpoint);
  const memory = samples.map(({ resident }) => resident);
  const fifths = [0, 1, 2, 3, 4].map((fifth) =>
    memory.slice((fifth * memory.length) / 5, ((fifth + 1) * memory.length) / 5),
  );
  return {
    seconds: (Date.now() - begun) / 1000,
    cpuSeconds: Math.max(...samples.map(({ cpu }) => cpu)),
    firstSeconds: (Math.max(...after.firstBodies) - begun) / 1000,
    requests: after.requests - before.requests,
    memory: fifths.map((part) => quantile(part, 0.5)),
    peakMemory: Math.max(...memory),
  };
}

/** What the sink has seen. */
async function sinkState(
  endpoint: string,
): Promise<{ readonly requests: number; readonly firstBodies: readonly number[] }> {
  const response = await fetch(`${endpoint}/?seen`);
  return (await response.json()) as { requests: number; firstBodies: number[] };
}

/** Linux only: resident memory in MiB and processor time in seconds; `undefined` once it has ended. */
function usageOf(pid: number | undefined) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const resident = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    // utime and stime, in hundredths of a second: proc_pid_stat(5).
    const cpu = (Number(fields[11]) + Number(fields[12])) / 100;
    return Number.isNaN(resident) ? undefined : { resident, cpu };
  } catch {
    return undefined;
  }
}

/** The CRC-64 of so many zeros each, decimal. */
async function checksumsOfZeros(
  folder: string,
  sizes: readonly [number, number],
): Promise<readonly [string, string]> {
  const descriptor = openSync(writeZeros(join(folder, 'zeros.bin'), Math.max(...sizes)), 'r');
  const transport = createTransport();
  const { signal } = new AbortController();
  const sum = (end: number) => transport.checksum({ descriptor, start: 0, end }, signal);
  const sums = [await sum(sizes[0]), await sum(sizes[1])] as const;
  closeSync(descriptor);
  await transport.close();
  return sums;
}

/** A sparse file: it takes no space on the disk. */
function writeZeros(path: string, size: number): string {
  const descriptor = openSync(path, 'w');
  ftruncateSync(descriptor, size);
  closeSync(descriptor);
  return path;
}

/** Folders of a thousand files. @returns the names of the files, no two alike */
function writeSmallFiles(folder: string, count: number): readonly string[] {
  const content = Buffer.alloc(1024);
  return Array.from({ length: count }, (_, index) => {
    const within = join(folder, String(Math.floor(index / 1000)));
    if (index % 1000 === 0) mkdirSync(within, { recursive: true });
    const name = `${index}.bin`;
    writeFileSync(join(within, name), content);
    return name;
  });
}
