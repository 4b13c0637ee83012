import { runScenario } from './run-seed.ts';
import { scenarioOf, type Selection } from './selection.ts';
import type { FaultName } from './world/faults.ts';

/** Runs that shrinking may cost; each takes some ten milliseconds. */
const mostRuns = 400;

/**
 * Leaves out of a failing run whatever it fails without: actions, faults and crashes, in ever smaller
 * pieces (delta debugging). What remains fails in the same invariant.
 */
export async function shrink(seed: number): Promise<Selection> {
  const whole = scenarioOf({ seed });
  const wanted = (await runScenario(whole)).violations[0]?.invariant;
  let runs = 0;
  const stillFails = async (selection: Selection): Promise<boolean> => {
    runs += 1;
    if (runs > mostRuns) return false;
    const { violations } = await runScenario(scenarioOf(selection));
    return violations[0]?.invariant === wanted;
  };
  let actions: readonly number[] = whole.actions.map((_, index) => index);
  let faults: readonly FaultName[] = [...whole.rates.keys()];
  let crashes = whole.crashAt;
  if (wanted === undefined) return { seed };
  actions = await smallest(actions, (fewer) =>
    stillFails({ seed, actions: fewer, faults, crashes }),
  );
  crashes = await smallest(crashes, (fewer) =>
    stillFails({ seed, actions, faults, crashes: fewer }),
  );
  faults = await smallest(faults, (fewer) => stillFails({ seed, actions, faults: fewer, crashes }));
  actions = await smallest(actions, (fewer) =>
    stillFails({ seed, actions: fewer, faults, crashes }),
  );
  return { seed, actions, faults, crashes };
}

/** Drops pieces of `items`, halves first and single ones at last, as long as `holds`. */
async function smallest<T>(
  items: readonly T[],
  holds: (fewer: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = items;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let start = 0; start < kept.length;) {
      const fewer = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (fewer.length < kept.length && (await holds(fewer))) kept = fewer;
      else start += size;
    }
  }
  return kept;
}
