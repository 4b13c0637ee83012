import { runScenario } from './run-seed.ts';
import { drawScenario } from '../scenario/scenario.ts';
import { replayCommand } from './selection.ts';
import { shrink } from './shrink.ts';
import type { FaultName } from '../world/faults.ts';

export interface SeedJob {
  readonly first: number;
  /** Seeds are taken in steps, so that several threads share them. */
  readonly step: number;
  readonly last: number;
  /** No seed is begun after so many real milliseconds. */
  readonly milliseconds?: number;
  /** Only the multiples of this number are run twice; every seed when left out. */
  readonly repeatEvery?: number;
}

export interface SeedReport {
  readonly seeds: number;
  readonly events: number;
  /** Virtual time that went by, in milliseconds. */
  readonly milliseconds: number;
  readonly fired: ReadonlyMap<FaultName, number>;
  readonly states: ReadonlyMap<string, number>;
  /** What went wrong, in words, with the command that shows it again. At most five. */
  readonly failures: readonly string[];
}

const mostFailures = 5;

/** Runs seeds one after the other, and repeats them: the same seed must give the same run. */
export async function runSeeds(job: SeedJob): Promise<SeedReport> {
  const fired = new Map<FaultName, number>();
  const states = new Map<string, number>();
  const failures: string[] = [];
  const unheard: unknown[] = [];
  const hear = (thrown: unknown) => unheard.push(thrown);
  process.on('unhandledRejection', hear);
  const end = performance.now() + (job.milliseconds ?? Infinity);
  let [seeds, events, milliseconds] = [0, 0, 0];
  for (let seed = job.first; seed <= job.last; seed += job.step) {
    if (failures.length >= mostFailures || performance.now() > end) break;
    const scenario = drawScenario(seed);
    const outcome = await runScenario(scenario);
    const isRepeated = seed % (job.repeatEvery ?? 1) === 0;
    const again = isRepeated ? await runScenario(scenario) : outcome;
    seeds += 1;
    events += outcome.events;
    milliseconds += outcome.milliseconds;
    for (const [name, count] of outcome.fired) fired.set(name, (fired.get(name) ?? 0) + count);
    for (const [name, count] of outcome.states) states.set(name, (states.get(name) ?? 0) + count);
    const [violation] = outcome.violations;
    if (violation !== undefined) {
      const shrunk = replayCommand(await shrink(seed));
      failures.push(
        `seed ${seed}, invariant ${violation.invariant}: ${violation.what}\n  ${shrunk}`,
      );
    } else if (outcome.hash !== again.hash) {
      failures.push(`seed ${seed}, invariant 13: two runs differ\n  ${replayCommand({ seed })}`);
    } else if (unheard.length > 0) {
      failures.push(
        `seed ${seed}: no update reported ${String(unheard[0])}\n  ${replayCommand({ seed })}`,
      );
      unheard.length = 0;
    }
  }
  process.off('unhandledRejection', hear);
  return { seeds, events, milliseconds, fired, states, failures };
}
