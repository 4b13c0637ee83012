import fc from 'fast-check';
import { runScenario } from './run-seed.ts';
import { scenarioOf, type Selection } from './selection.ts';

/** Runs that shrinking may cost; each takes some ten milliseconds. */
const mostRuns = 400;

/**
 * Removes all actions, faults and crashes that a failing run does not need. What remains
 * fails in the same invariant. fast-check draws nothing here: it is given the whole run as the
 * example that fails, and looks for smaller ones.
 */
export async function shrink(seed: number): Promise<Selection> {
  const whole = scenarioOf({ seed });
  const wanted = (await runScenario(whole)).violations[0]?.invariant;
  if (wanted === undefined) return { seed };
  const everything = {
    actions: whole.actions.map((_, index) => index),
    faults: [...whole.rates.keys()],
    crashes: [...whole.crashAt],
  };
  let runs = 0;
  const passes = async (selection: typeof everything): Promise<boolean> => {
    runs += 1;
    if (runs > mostRuns) return true;
    const { violations } = await runScenario(scenarioOf({ seed, ...selection }));
    return violations[0]?.invariant !== wanted;
  };
  const parts = fc.record({
    actions: fc.subarray(everything.actions),
    faults: fc.subarray(everything.faults),
    crashes: fc.subarray(everything.crashes),
  });
  const { counterexample } = await fc.check(fc.asyncProperty(parts, passes), {
    examples: [[everything]],
    numRuns: 1,
  });
  return { seed, ...(counterexample?.[0] ?? everything) };
}
