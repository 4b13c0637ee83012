import { parentPort, workerData } from 'node:worker_threads';
import { engineBugs } from './engine-bugs.ts';
import { plant } from './plant.ts';

/** Seeds that are tried for one that catches the bug. */
const mostSeeds = 500;

/** What the suite says of a seed that fails, and what comes of the command that it prints. */
export interface ShrinkOutcome {
  readonly failure: string;
  readonly actions: { readonly whole: number; readonly kept: number };
  readonly replayed: readonly { readonly invariant: number }[];
}

/** Plants a bug of the engine, and follows the first failure to its end. */
async function shrinkWith(name: string): Promise<ShrinkOutcome> {
  const bug = engineBugs.find((each) => each.name === name);
  if (bug === undefined) throw new Error(`There is no bug called ${name}`);
  plant(bug);
  const { runSeeds } = await import('../seeds/run-seeds.ts');
  const { runScenario } = await import('../seeds/run-seed.ts');
  const { readSelection, scenarioOf } = await import('../seeds/selection.ts');
  let failure: string | undefined;
  let seed = 0;
  while (failure === undefined && seed < mostSeeds) {
    seed += 1;
    [failure] = (await runSeeds({ first: seed, last: seed, step: 1 })).failures;
  }
  if (failure === undefined) throw new Error(`No seed catches ${name}`);
  const flags = [...failure.matchAll(/--(\w+) (\S+)/g)];
  const shrunk = scenarioOf(
    readSelection(Object.fromEntries(flags.map(([, flag = '', value = '']) => [flag, value]))),
  );
  const { violations } = await runScenario(shrunk);
  return {
    failure,
    actions: { whole: scenarioOf({ seed }).actions.length, kept: shrunk.actions.length },
    replayed: violations,
  };
}

parentPort?.postMessage(await shrinkWith(String(workerData)));
