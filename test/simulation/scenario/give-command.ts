import type { AddPaths, Engine } from '../../../main/engine/api.ts';
import type { TransferSelection } from '../../../main/engine/ports/row-selection.ts';
import type { Addition, Choice, Command } from './actions.ts';
import { nth, rowAt } from './pick.ts';
import type { Simulation } from '../simulation.ts';

/** Gives the engine a command, as the window or the command line would. */
export async function giveCommand(
  simulation: Simulation,
  engine: Engine,
  action: Command,
): Promise<void> {
  switch (action.do) {
    case 'add':
      await add(simulation, engine, action);
      return;
    case 'add-blob': {
      const path = `/spool/${simulation.world.steps}`;
      const { identity } = simulation.putFile(path, action.size, simulation.world.steps, true);
      simulation.granted.push(path);
      const spool = { path, identity };
      await engine.addBlob({ ...common(action), blobName: action.name, spool });
      return;
    }
    case 'pause':
      await pause(simulation, engine, select(simulation, action.choice));
      return;
    case 'resume':
      await resume(simulation, engine, select(simulation, action.choice));
      return;
    case 'cancel':
      await cancel(simulation, engine, select(simulation, action.choice));
      return;
    case 'retry':
      await engine.retry(select(simulation, action.choice));
      return;
    case 'move-to-front':
      await engine.moveToFront(select(simulation, action.choice));
      return;
    case 'remove':
      await engine.remove(select(simulation, action.choice));
      return;
    case 'answer':
      await engine.answerConflicts(select(simulation, action.choice), action.policy);
      return;
    case 'change-key': {
      const row = rowAt(simulation, action.number);
      if (row !== undefined) await engine.changeKey(row.id, action.key);
      return;
    }
    case 'change-settings': {
      const before = engine.settings();
      simulation.witness.settingsInForce([before, { ...before, ...action.change }]);
      const after = await engine.changeSettings(action.change);
      simulation.witness.settingsInForce([after]);
      return;
    }
    case 'unblock':
      await engine.unblock(action.accountId);
      return;
  }
}

async function add(
  simulation: Simulation,
  engine: Engine,
  action: Extract<Command, { do: 'add' }>,
): Promise<void> {
  simulation.granted.push(...action.roots);
  if (action.prefix.startsWith('/')) simulation.world.faults.count('slash-first');
  const request: AddPaths = {
    ...common(action),
    roots: action.roots,
    scanOptions: { keepEmptyFolders: true },
    ...(action.key !== undefined && { key: action.key }),
  };
  const batch = await engine.add(request);
  if (action.key === undefined) simulation.addedAt.set(batch.id, simulation.world.time.monotonic);
}

/** What a scan of a paused batch finds is paused too. */
async function pause(
  { disk, pauses }: Simulation,
  engine: Engine,
  selection: TransferSelection,
): Promise<void> {
  const scanning = () =>
    [...disk.state.batches.values()]
      .filter(({ unfinished }) => unfinished.length > 0)
      .map(({ id }) => id);
  await pauses.pausing(selection, scanning, () => engine.pause(selection));
}

async function resume(
  { pauses }: Simulation,
  engine: Engine,
  selection: TransferSelection,
): Promise<void> {
  pauses.resuming(selection);
  await engine.resume(selection);
}

/** What a scan finds after that is not wanted. */
async function cancel(
  { disk, endedScans }: Simulation,
  engine: Engine,
  selection: TransferSelection,
): Promise<number> {
  for (const { id, unfinished } of disk.state.batches.values()) {
    const meant = 'all' in selection || ('batchId' in selection && selection.batchId === id);
    if (meant && unfinished.length > 0) endedScans.add(id);
  }
  return await engine.cancel(selection);
}

function common({ accountId, bucket, prefix, conflictPolicy, options }: Addition) {
  return { destination: { accountId, bucket, prefix }, conflictPolicy, options };
}

function select({ disk }: Simulation, choice: Choice): TransferSelection {
  switch (choice.of) {
    case 'row': {
      const row = nth([...disk.state.rows.values()], choice.number);
      return { ids: row === undefined ? [] : [row.id] };
    }
    case 'batch': {
      const batch = nth([...disk.state.batches.values()], choice.number);
      return batch === undefined ? { ids: [] } : { batchId: batch.id };
    }
    case 'error':
      return { errorCode: choice.code };
    case 'all':
      return { all: true };
  }
}
