import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox } from '../../sandbox/server.ts';
import { seededChance } from '../helpers/seeded-chance.ts';
import { ferry } from './contenders.ts';
import { type CutKind, openCutLine } from './cut-line.ts';
import { median, quantile } from './statistics.ts';
import { bench } from './measurement.ts';
import { makeWorkload } from './workload.ts';

/** How soon a body moves again once a line is back. */
export interface CutResult {
  readonly kind: CutKind;
  readonly cuts: number;
  /** From the return of the line to the first byte of a body at the server. */
  readonly seconds: { readonly median: number; readonly p95: number; readonly longest: number };
}

/** Cuts the line of one upload again and again, each time for 5 to 60 seconds. */
export async function measureCuts(
  temporary: string,
  isQuick: boolean,
  log: (line: string) => void,
): Promise<readonly CutResult[]> {
  const folder = join(temporary, 'cut');
  mkdirSync(folder);
  const workload = await makeWorkload(folder, {
    largeMiB: isQuick ? 64 : 256,
    smallFiles: 0,
    smallBytes: 0,
  });
  // After a cut Ferry asks for the parts that the server has, which the sink does not know.
  const sandbox = await startSandbox({
    dataDirectory: join(folder, 'sandbox'),
    accounts: [{ accessKeyId: bench.keys, accessKeySecret: bench.keys }],
    buckets: [bench.bucket],
  });
  const results: CutResult[] = [];
  for (const kind of ['refused', 'silent'] as const) {
    const line = await openCutLine(sandbox.port);
    const order = { endpoint: line.endpoint, kind: 'large' as const, path: workload.largeFile };
    const upload = ferry.upload(order, { temporary });
    const chance = seededChance(1);
    const times: number[] = [];
    for (let cut = 0; cut < (isQuick ? 5 : 20); cut += 1) {
      await line.nextBodyByte();
      await pause(1000);
      const outage = isQuick ? chance(1000, 8000) : chance(5000, 60_000);
      await line.cut(kind);
      await pause(outage);
      await line.restore();
      const back = performance.now();
      await line.nextBodyByte();
      const taken = (performance.now() - back) / 1000;
      times.push(taken);
      log(`Line ${kind} for ${outage} ms: a body moves after ${taken.toFixed(2)} s`);
    }
    line.widen();
    // Fails unless the upload was done.
    await upload;
    await line.close();
    const seconds = {
      median: median(times),
      p95: quantile(times, 0.95),
      longest: Math.max(...times),
    };
    results.push({ kind, cuts: times.length, seconds });
  }
  await sandbox.close();
  return results;
}
