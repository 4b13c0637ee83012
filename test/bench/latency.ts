import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchResult, compare } from './comparison.ts';
import { aliDefault, aliFive, aliSixteen, aliTuned, ferry } from './contenders.ts';
import { startSink } from './sink-process.ts';
import { makeWorkload, type WorkloadSize } from './workload.ts';

/** Milliseconds before each response: a near region, a far one, another continent. */
const delays = [50, 100, 200] as const;

const full: WorkloadSize = { largeMiB: 256, smallFiles: 2000, smallBytes: 16 * 1024 };
const quick: WorkloadSize = { largeMiB: 64, smallFiles: 300, smallBytes: 16 * 1024 };

/** Uploads to a server that responds late, as on a long line with free bandwidth. */
export async function compareLatencies(
  temporary: string,
  isQuick: boolean,
  rounds: number,
  tell: (line: string) => void,
): Promise<readonly BenchResult[]> {
  const folder = join(temporary, 'latency');
  mkdirSync(folder);
  const workload = await makeWorkload(folder, isQuick ? quick : full);
  const ground = { temporary };
  const compared: BenchResult[] = [];
  for (const delay of delays) {
    const sink = await startSink(folder, workload, { delay });
    const { endpoint } = sink;
    const small = { endpoint, kind: 'small' as const, path: workload.smallFolder };
    const large = { endpoint, kind: 'large' as const, path: workload.largeFile };
    await ferry.upload(large, ground);
    const titles = [`Small files, ${delay} ms`, `One file, ${delay} ms`] as const;
    const others = [aliFive, aliSixteen];
    compared.push(await compare(titles[0], () => small, others, rounds, ground, tell));
    compared.push(
      await compare(titles[1], () => large, [aliDefault, aliTuned], rounds, ground, tell),
    );
    await sink.close();
  }
  return compared;
}
