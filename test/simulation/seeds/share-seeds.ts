import { Worker } from 'node:worker_threads';
import type { SeedJob, SeedReport } from './run-seeds.ts';

/** Runs seeds in several threads and adds up what came of them. */
export async function shareSeeds(
  threads: number,
  range: Omit<SeedJob, 'step'>,
): Promise<SeedReport> {
  const reports = await Promise.all(
    Array.from({ length: threads }, (_, index) =>
      runInThread({ ...range, first: range.first + index, step: threads }),
    ),
  );
  return {
    seeds: sum(reports.map((report) => report.seeds)),
    events: sum(reports.map((report) => report.events)),
    milliseconds: sum(reports.map((report) => report.milliseconds)),
    fired: addUp(reports.map((report) => report.fired)),
    states: addUp(reports.map((report) => report.states)),
    failures: reports.flatMap((report) => report.failures),
  };
}

async function runInThread(job: SeedJob): Promise<SeedReport> {
  const worker = new Worker(new URL('./seed-worker.ts', import.meta.url), {
    workerData: job,
    // A run drops nearly all that it makes: fewer collections take a tenth of the time less.
    resourceLimits: { maxYoungGenerationSizeMb: 192 },
  });
  const report = Promise.withResolvers<SeedReport>();
  worker.once('message', report.resolve);
  worker.once('error', report.reject);
  worker.once('exit', (code) => {
    report.reject(new Error(`A thread ended with code ${code} and no report`));
  });
  return await report.promise;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function addUp<Name>(counts: readonly ReadonlyMap<Name, number>[]): ReadonlyMap<Name, number> {
  const all = new Map<Name, number>();
  for (const [name, count] of counts.flatMap((each) => [...each])) {
    all.set(name, (all.get(name) ?? 0) + count);
  }
  return all;
}
