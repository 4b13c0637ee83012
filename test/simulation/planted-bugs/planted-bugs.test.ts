import { expect, it } from 'vitest';
import { huntAll, plantedBugs, recordedSeeds } from './hunt-all.ts';

/** The last line of the failure. */
const renewal = 'Their seeds are out of date: node test/simulation/report.ts --planted-bugs';

it('catches every planted bug by its recorded seed', { timeout: 10 * 60_000 }, async () => {
  const recorded = recordedSeeds();
  expect([...recorded.keys()].toSorted()).toEqual(plantedBugs.map(({ name }) => name).toSorted());
  const catches = await huntAll(2, 0, recorded);
  expect(catches.length).toBeGreaterThanOrEqual(15);
  const missed = catches.filter(({ seed }) => seed === undefined).map(({ name }) => name);
  expect(missed.length > 0 ? [...missed, renewal] : []).toEqual([]);
});
