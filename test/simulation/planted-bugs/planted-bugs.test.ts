import { expect, it } from 'vitest';
import { huntAll, plantedBugs } from './hunt-all.ts';

const mostSeeds = 5000;

it('catches every planted bug', { timeout: 10 * 60_000 }, async () => {
  const catches = await huntAll(2, mostSeeds);
  expect(catches).toHaveLength(plantedBugs.length);
  expect(catches.length).toBeGreaterThanOrEqual(15);
  const missed = catches.filter(({ seeds }) => seeds === undefined).map(({ name }) => name);
  expect(missed).toEqual([]);
});
