import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import workerThreads from 'node:worker_threads';
import { onTestFinished } from 'vitest';

/** Threads that the product has started since; a test can end one as a crash of it would. */
export interface RecordedWorkers {
  /** Ends the last thread that runs this file, such as `store-worker.ts`, and waits until it is gone. */
  end(fileName: string): Promise<void>;
  /** The next threads of this file, so many, die as soon as they are started. */
  endNext(fileName: string, times: number): void;
  /** How many threads of this file were started. */
  started(fileName: string): number;
}

/** Remembers every worker thread that is started from here on, until the test has ended. */
export function recordWorkers(): RecordedWorkers {
  const { Worker } = workerThreads;
  const doomed = new Map<string, number>();
  const fileNameOf = (file: string | URL) => path.basename(String(file));
  const known: { readonly file: string; readonly worker: workerThreads.Worker }[] = [];
  workerThreads.Worker = class extends Worker {
    constructor(file: string | URL, options?: workerThreads.WorkerOptions) {
      super(file, options);
      known.push({ file: String(file), worker: this });
      const left = doomed.get(fileNameOf(file)) ?? 0;
      if (left === 0) return;
      doomed.set(fileNameOf(file), left - 1);
      void this.terminate();
    }
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    workerThreads.Worker = Worker;
    syncBuiltinESMExports();
  });
  const those = (fileName: string) => known.filter(({ file }) => file.endsWith(`/${fileName}`));
  return {
    async end(fileName) {
      const [last] = those(fileName).toReversed();
      if (last === undefined) throw new Error(`No thread runs ${fileName}.`);
      await last.worker.terminate();
    },
    endNext: (fileName, times) => {
      doomed.set(fileName, times);
    },
    started: (fileName) => those(fileName).length,
  };
}
