import { describe, expect, it } from 'vitest';
import { plantedHoles, type PlantedHole } from './planted-holes.ts';
import { readSourceFacts, sourceFacts } from './window/source-facts.ts';
import { sourceRules } from './window/source-rules.ts';

function factsWith({ file, find, replace }: PlantedHole) {
  const text = sourceFacts.projectFile(file);
  if (!text.includes(find)) throw new Error(`${file} no longer says: ${find}`);
  return readSourceFacts({ file, text: text.replace(find, () => replace) });
}

describe("what the sources must be like for Electron's checklist", () => {
  it.each(Object.entries(sourceRules))('holds, item %s', (_item, rule) => {
    expect(() => {
      rule(sourceFacts);
    }).not.toThrow();
  });

  it.each(plantedHoles)('is missed with $name, item $item', (hole) => {
    const facts = factsWith(hole);
    expect(() => {
      sourceRules[hole.item](facts);
    }).toThrow(expect.objectContaining({ name: 'AssertionError' }));
  });

  it('has a planted hole for every rule', () => {
    const items = new Set(plantedHoles.map(({ item }) => String(item)));
    expect([...items].toSorted()).toEqual(Object.keys(sourceRules).toSorted());
  });
});
