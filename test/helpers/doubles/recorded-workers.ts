import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Threads that the product has started since; a test can end one as a crash of it would. */
export interface RecordedWorkers {
  /** Ends the last thread of this name, such as `store-worker`, and waits until it is gone. */
  end(name: string): Promise<void>;
  /** The next threads of this name, so many, die as soon as they are started. */
  endNext(name: string, times: number): void;
  /** How many threads of this name were started. */
  started(name: string): number;
}

/** Remembers every worker thread that is started from here on, until the test has ended. */
export function recordWorkers(): RecordedWorkers {
  const { Worker } = workerThreads;
  const doomed = new Map<string, number>();
  /** A thread runs its source, or that source built. */
  const nameOf = (file: string | URL) => path.parse(String(file)).name;
  const known: { readonly name: string; readonly worker: workerThreads.Worker }[] = [];
  workerThreads.Worker = class extends Worker {
    constructor(file: string | URL, options?: workerThreads.WorkerOptions) {
      super(file, options);
      const name = nameOf(file);
      known.push({ name, worker: this });
      const left = doomed.get(name) ?? 0;
      if (left === 0) return;
      doomed.set(name, left - 1);
      void this.terminate();
    }
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    workerThreads.Worker = Worker;
    syncBuiltinESMExports();
  });
  const those = (wanted: string) => known.filter(({ name }) => name === wanted);
  return {
    async end(name) {
      const [last] = those(name).toReversed();
      if (last === undefined) throw new Error(`No thread is a ${name}.`);
      await last.worker.terminate();
    },
    endNext: (name, times) => {
      doomed.set(name, times);
    },
    started: (name) => those(name).length,
  };
}
