import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchResult, compare } from './comparison.ts';
import { buildCommandLine } from '../../scripts/build/command-line.ts';
import { aliDefault, aliFive, aliSixteen, aliTuned } from './contenders.ts';
import { startSink } from './sink-process.ts';
import { builtFerry, whole } from './whole-process.ts';
import { makeWorkload, type WorkloadSize } from './workload.ts';

/** Milliseconds before each response: a near region, a far one, another continent. */
const delays = [50, 100, 200] as const;

const full: WorkloadSize = { largeMiB: 256, smallFiles: 2000, smallBytes: 16 * 1024 };
const quick: WorkloadSize = { largeMiB: 64, smallFiles: 300, smallBytes: 16 * 1024 };

/**
 * Uploads to a server that responds late, as on a long line with free bandwidth. Whole processes,
 * of Ferry the built one.
 */
export async function compareLatencies(
  temporary: string,
  isQuick: boolean,
  rounds: number,
  log: (line: string) => void,
): Promise<readonly BenchResult[]> {
  const folder = join(temporary, 'latency');
  mkdirSync(folder);
  const workload = await makeWorkload(folder, isQuick ? quick : full);
  const ground = { temporary };
  await buildCommandLine(join(import.meta.dirname, '..', '..', 'out', 'cli'));
  const compared: BenchResult[] = [];
  for (const delay of delays) {
    const sink = await startSink(folder, workload, { delay });
    const { endpoint } = sink;
    const small = { endpoint, kind: 'small' as const, path: workload.smallFolder };
    const large = { endpoint, kind: 'large' as const, path: workload.largeFile };
    await builtFerry.upload(large, ground);
    const titles = [`Small files, ${delay} ms`, `One file, ${delay} ms`] as const;
    const smallOthers = [aliFive, aliSixteen].map(whole);
    const largeOthers = [aliDefault, aliTuned].map(whole);
    compared.push(
      await compare(titles[0], () => small, smallOthers, rounds, ground, log, builtFerry),
      await compare(titles[1], () => large, largeOthers, rounds, ground, log, builtFerry),
    );
    await sink.close();
  }
  return compared;
}
