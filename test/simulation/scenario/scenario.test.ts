import { describe, expect, it } from 'vitest';
import { commands } from './actions.ts';
import { drawScenario } from './scenario.ts';
import { drawnFaults } from '../world/faults.ts';

const scenarios = Array.from({ length: 400 }, (_, index) => drawScenario(index + 1));

describe('the runs that are drawn', () => {
  it('have every command of a person in them', () => {
    const given = new Set(
      scenarios.flatMap(({ actions }) => actions.map(({ action }) => action.do)),
    );
    expect(commands.filter((name) => !given.has(name))).toEqual([]);
  });

  it('add again what is there already, and change limits on the way', () => {
    const again = scenarios.filter(({ actions }) => {
      const roots = actions.flatMap(({ action }) => (action.do === 'add' ? action.roots : []));
      return new Set(roots).size < roots.length;
    });
    const limits = scenarios.flatMap(({ actions }) =>
      actions.flatMap(({ action }) =>
        action.do === 'change-settings' ? [action.change.bandwidthLimit] : [],
      ),
    );
    expect(again.length).toBeGreaterThan(20);
    expect(new Set(limits).size).toBeGreaterThan(1);
  });

  it.each(drawnFaults)('have %s in some of them, more or less often, and not in all', (name) => {
    const rates = scenarios.flatMap((scenario) => scenario.rates.get(name) ?? []);
    expect(rates.length).toBeGreaterThan(10);
    expect(rates.length).toBeLessThan(scenarios.length / 2);
    expect(new Set(rates).size).toBeGreaterThan(1);
  });

  it('are calm now and then, and die now and then', () => {
    expect(scenarios.filter(({ rates }) => rates.size === 0).length).toBeGreaterThan(10);
    const crashes = scenarios.flatMap(({ crashAt }) => crashAt);
    expect(crashes.length).toBeGreaterThan(10);
    expect(new Set(crashes).size).toBeGreaterThan(crashes.length / 2);
  });
});
