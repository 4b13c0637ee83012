import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { huntAll, plantedBugs } from './hunt-all.ts';

const page = new URL('../../../docs/reliability.md', import.meta.url);
const mostSeeds = 5000;

/** The seeds that caught each bug when the page was written. They save a search, not a catch. */
function seedsOnThePage(): ReadonlyMap<string, number> {
  const table = /<!-- planted-bugs:begin -->(.*)<!-- planted-bugs:end -->/s.exec(
    readFileSync(page, 'utf8'),
  )?.[1];
  const rows = [...(table ?? '').matchAll(/^\| (.+?) +\| .+? +\| (\d+) +\| \d+ +\|$/gm)];
  return new Map(rows.map(([, name = '', seed]) => [name, Number(seed)]));
}

it('catches every planted bug', { timeout: 10 * 60_000 }, async () => {
  const likely = seedsOnThePage();
  expect([...likely.keys()].toSorted()).toEqual(plantedBugs.map(({ name }) => name).toSorted());
  const catches = await huntAll(2, mostSeeds, likely);
  expect(catches).toHaveLength(plantedBugs.length);
  expect(catches.length).toBeGreaterThanOrEqual(15);
  const missed = catches.filter(({ seeds }) => seeds === undefined).map(({ name }) => name);
  expect(missed).toEqual([]);
});
