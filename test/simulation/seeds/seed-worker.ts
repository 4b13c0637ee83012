import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds } from './run-seeds.ts';
import type { SeedJob } from './run-seeds.ts';

// Runs make thousands of errors and read no stack; a longer one takes a tenth of the time.
Error.stackTraceLimit = 1;

/** Runs its share of seeds in a thread of its own and says what came of them. */
parentPort?.postMessage(await runSeeds(workerData as SeedJob));
