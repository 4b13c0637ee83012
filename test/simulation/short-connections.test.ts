import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../shared/settings.ts';
import type { Scenario } from './scenario/scenario.ts';
import { settleEverything } from './settle-everything.ts';
import { Simulation } from './simulation.ts';

/** Milliseconds of virtual time; only there to end a hang. */
const limit = 6 * 3_600_000;
const KiB = 1024;
const MiB = 1024 * KiB;

const sizes = [1, 90 * KiB, 100 * KiB + 1, 3 * MiB, 8 * MiB, 9 * MiB, 17 * MiB, 60 * MiB];

/** A computer on which nothing goes wrong but the line. */
function scenario(seed: number): Scenario {
  return {
    seed,
    settings: { ...defaultSettings, retryBudget: 1 + (seed % 3) },
    files: sizes.map((size) => ({ kind: 'file', path: `/disk/photos/${size}`, size })),
    strangers: [],
    rates: new Map(),
    headDenied: seed % 2 === 0,
    listDenied: false,
    actions: [],
    crashAt: [],
    length: limit,
  };
}

/** What becomes of every file on a line that breaks each body of more than so many bytes. */
async function endings(seed: number, cutsAfter: number) {
  const simulation = new Simulation(scenario(seed), false);
  const { network, world } = simulation;
  network.cutsAfter = cutsAfter;
  simulation.boot();
  await simulation.drive(() => simulation.engine !== undefined, limit);
  simulation.granted.push('/disk/photos');
  simulation.track('add', async () => {
    await simulation.engine?.add({
      ...{ destination: { accountId: 'main', bucket: 'first', prefix: 'in/' } },
      ...{ conflictPolicy: 'overwrite', options: {}, scanOptions: {}, roots: ['/disk/photos'] },
    });
  });
  const found = new Map<number, string>();
  await settleEverything(simulation, limit, ({ size, state }) => {
    found.set(size, state.name === 'failed' ? state.error.code : state.name);
  });
  expect(world.violations).toEqual([]);
  return found;
}

const all = (name: string) => new Map(sizes.map((size) => [size, name]));

describe('a line that breaks each body after so many bytes', () => {
  const lines = [100 * KiB, 350 * KiB, 3_000_000].flatMap((cutsAfter) =>
    [1, 2, 3, 4].map((seed) => ({ cutsAfter, seed })),
  );

  it.each(lines)('row 66: lets all files arrive ($cutsAfter bytes, seed $seed)', async (line) => {
    expect(await endings(line.seed, line.cutsAfter)).toEqual(all('done'));
  });

  it('row 66: fails in the end what is larger than the smallest part can be', async () => {
    const failed = all('connection-lost')
      .set(1, 'done')
      .set(90 * KiB, 'done');
    expect(await endings(1, 95 * KiB)).toEqual(failed);
  });
});
