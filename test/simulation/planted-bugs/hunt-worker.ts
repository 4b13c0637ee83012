import { parentPort, workerData } from 'node:worker_threads';
import { adapterBugs } from './adapter-bugs.ts';
import { engineBugs } from './engine-bugs.ts';
import { formerBugs } from './former-bugs.ts';
import { plant } from './plant.ts';

/** Plants the bug of a name before anything else is loaded, and runs seeds until it is caught. */
export interface Hunt {
  readonly name: string;
  readonly mostSeeds: number;
  /** The seed to try before all others, because it once caught the bug. */
  readonly recorded: number | undefined;
}

export interface Catch {
  readonly name: string;
  /** The seed that caught it; `undefined` when none did. */
  readonly seed: number | undefined;
  readonly invariant?: number;
  readonly what?: string;
}

async function hunt({ name, mostSeeds, recorded }: Hunt): Promise<Catch> {
  const bug = [...engineBugs, ...adapterBugs, ...formerBugs].find((each) => each.name === name);
  if (bug === undefined) throw new Error(`There is no bug called ${name}`);
  const planted = plant(bug);
  const { runScenario } = await import('../seeds/run-seed.ts');
  const { drawScenario } = await import('../scenario/scenario.ts');
  for (const { file } of bug.edits) {
    if (!planted.has(file)) throw new Error(`${name}: ${file} was never loaded`);
  }
  const seeds = Array.from({ length: mostSeeds }, (_, index) => index + 1);
  for (const seed of recorded === undefined ? seeds : [recorded, ...seeds]) {
    const [violation] = (await runScenario(drawScenario(seed))).violations;
    if (violation !== undefined) return { name, seed, ...violation };
  }
  return { name, seed: undefined };
}

// Runs make thousands of errors and read no stack; a longer one takes a tenth of the time.
Error.stackTraceLimit = 1;

parentPort?.postMessage(await hunt(workerData as Hunt));
