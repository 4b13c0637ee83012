import { parentPort, workerData } from 'node:worker_threads';
import { runSeeds } from './run-seeds.ts';
import type { SeedJob } from './run-seeds.ts';

/** Runs its share of seeds in a thread of its own and says what came of them. */
parentPort?.postMessage(await runSeeds(workerData as SeedJob));
