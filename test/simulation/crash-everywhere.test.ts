import { describe, expect, it } from 'vitest';
import type { TimedAction } from './scenario/actions.ts';
import { runScenario } from './seeds/run-seed.ts';
import { drawScenario, type Scenario } from './scenario/scenario.ts';

const KiB = 1024;

/** Nothing goes wrong but the crash: a file by parts, a small one, an empty folder and a pasted one. */
function plainScenario(seed: number, crashAt: readonly number[]): Scenario {
  const common = {
    accountId: 'main',
    bucket: 'first',
    prefix: 'in/',
    conflictPolicy: 'fail',
    options: { partSize: 100 * KiB, parallel: 2 },
  } as const;
  const actions: readonly TimedAction[] = [
    { at: 0, action: { do: 'add', roots: ['/disk/photos'], ...common } },
    { at: 0, action: { do: 'add-blob', name: 'pasted.png', size: 4096, ...common } },
  ];
  return {
    ...drawScenario(seed),
    files: [
      { kind: 'file', path: '/disk/photos/large.jpg', size: 350 * KiB },
      { kind: 'file', path: '/disk/photos/small.jpg', size: 4096 },
      { kind: 'empty-folder', path: '/disk/photos/nothing' },
    ],
    strangers: [],
    rates: new Map(),
    headDenied: false,
    listDenied: false,
    actions,
    crashAt,
    length: 120_000,
  };
}

describe('a crash', () => {
  it.each([3, 4, 5])('at any step of run %i costs nothing', { timeout: 300_000 }, async (seed) => {
    const calm = await runScenario(plainScenario(seed, []));
    expect(calm.violations).toEqual([]);
    expect(calm.states).toEqual(new Map([['done', 4]]));
    const harmed: string[] = [];
    let unheard = 0;
    for (let step = 1; step <= calm.steps; step += 1) {
      const { violations, states } = await runScenario(plainScenario(seed, [step]));
      const others = [...states.keys()].filter((name) => name !== 'done');
      if (violations.length > 0 || others.length > 0) {
        harmed.push(`after step ${step}: ${violations[0]?.what ?? others.join()}`);
      }
      if (states.get('done') !== 4) unheard += 1;
    }
    expect(harmed).toEqual([]);
    // Only a crash before the engine has answered that a file was added may lose it.
    expect(unheard).toBeLessThan(calm.steps / 10);
  });
});
