import { describe, expect, it } from 'vitest';
import type { Settled } from '../../main/engine/api.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { TransferState } from '../../shared/transfer-state.ts';
import type { Scenario } from './scenario/scenario.ts';
import { Simulation } from './simulation.ts';

/** Milliseconds of virtual time; only there to end a hang. */
const limit = 3_600_000;

/** A computer with one file, on which nothing goes wrong by itself. */
const quiet: Scenario = {
  seed: 1,
  settings: defaultSettings,
  files: [{ kind: 'file', path: '/disk/one.bin', size: 4096 }],
  strangers: [],
  rates: new Map(),
  headDenied: false,
  listDenied: false,
  actions: [],
  crashAt: [],
  length: limit,
};

/** Puts `count` rows in front of everything else. */
function putRows(simulation: Simulation, count: number, rowState: TransferState): void {
  const { state } = simulation.disk;
  const destination = { accountId: 'main', bucket: 'first', prefix: 'other/' };
  const id = state.newId();
  const facts = { conflictPolicy: 'ask', options: {}, scanOptions: {}, createdAt: 0 } as const;
  const scan = 'complete' as const;
  state.batches.set(id, {
    ...{
      ...facts,
      id,
      name: 'other',
      destination,
      scan,
      roots: [],
      unfinished: [],
      scanPaused: false,
    },
  });
  for (let number = 0; number < count; number += 1) {
    const name = `other-${number}`;
    const rowId = state.newId();
    state.rows.set(rowId, {
      ...{ id: rowId, batchId: id, accountId: 'main', bucket: 'first', key: `other/${name}` },
      ...{ source: { kind: 'file', path: `/disk/${name}` }, relativePath: name, size: 1 },
      ...{ state: rowState, bytesSent: 0, attempts: 0, createdAt: 0, updatedAt: 0 },
      ...{ lane: 'small', position: 0, attemptsMade: [] },
    });
  }
}

describe('a queue with more waiting rows than the window shows', () => {
  it('row 67: is settled only when the last of them cannot move by itself', async () => {
    const simulation = new Simulation(quiet, false);
    putRows(simulation, 500, { name: 'waiting', why: 'conflict' });
    simulation.boot();
    expect(await simulation.drive(() => simulation.engine !== undefined, limit)).toBe(true);
    const { engine, tree, disk, world } = simulation;
    simulation.granted.push('/disk/one.bin');
    const destination = { accountId: 'main', bucket: 'first', prefix: 'in/' };
    let settled: Settled | undefined;
    simulation.track('add and wait', async () => {
      await engine?.add({
        ...{ destination, conflictPolicy: 'overwrite', options: {}, scanOptions: {} },
        ...{ roots: ['/disk/one.bin'], key: 'in/one.bin' },
      });
      tree.gone = 'missing';
      settled = await engine?.settled();
    });
    world.time.after(60_000, () => {
      tree.gone = undefined;
    });
    expect(await simulation.drive(() => settled !== undefined, limit)).toBe(true);
    const row = [...disk.state.rows.values()].find(({ key }) => key === 'in/one.bin');
    expect(row?.state).toMatchObject({ name: 'done' });
    expect(settled).toEqual({ waitingFor: ['conflict'] });
    expect(world.violations).toEqual([]);
  });
});
