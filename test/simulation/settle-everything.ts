import type { Engine, Settled } from '../../main/engine/api.ts';
import { type ConditionView, isAccountCondition } from '../../shared/condition.ts';
import { isFinal } from '../../shared/transfer-state.ts';
import { checkRows, checkSpool, findRemains } from './final-checks.ts';
import type { Row } from './queue/queue-state.ts';
import type { Simulation } from './simulation.ts';

/** Milliseconds. The engine publishes at most ten updates a second; this is somewhat longer. */
const tellingTakes = 1000;

/** Reasons for which only a person can end a wait. */
const forPersons: readonly string[] = ['conflict', 'credentials', 'proxy', 'certificate'];

/**
 * No more faults: the engine must finish all its work within `limit`
 * virtual milliseconds, first by itself, then with a person who answers every question. In the end the
 * person cancels what failed or was skipped; `onEnding` hears of each row before that.
 */
export async function settleEverything(
  simulation: Simulation,
  limit: number,
  onEnding: (row: Row) => void,
): Promise<void> {
  const { world, network, disk } = simulation;
  world.note('nothing goes wrong any more');
  world.faults.end();
  world.onCrashPoint = () => undefined;
  network.headDenied = false;
  network.listWasDenied = network.listDenied;
  network.listDenied = false;
  const ready = () =>
    simulation.lasting === 0 &&
    simulation.engine !== undefined &&
    simulation.openCommands.length === 0;
  if (!(await simulation.drive(ready, limit))) {
    world.violate(6, `these commands never end: ${simulation.openCommands.join('; ')}`);
  }
  for (let round = 1; round <= 8; round += 1) {
    const { engine } = simulation;
    if (engine === undefined || world.violations.length > 0) return;
    if (!(await comesToRest(simulation, engine, limit))) return;
    const rows = [...disk.state.rows.values()];
    if (rows.every(({ state }) => isFinal(state.name))) {
      rows.forEach(onEnding);
      await leaveNothing(simulation, limit);
      await cancelAndStop(simulation, engine, limit);
      return;
    }
    if (round === 8) {
      world.violate(6, `rows stay unfinished: ${describe(rows)}`);
      return;
    }
    await unblock(simulation, limit);
    await command(simulation, 'a person helps', limit, async () => {
      await engine.answerConflicts({ all: true }, 'overwrite');
      simulation.pauses.resuming({ all: true });
      await engine.resume({ all: true });
    });
  }
}

/** What failed keeps its parts until a person does not want it any more. */
async function cancelAndStop(simulation: Simulation, engine: Engine, limit: number): Promise<void> {
  if (simulation.world.violations.length > 0) return;
  await command(simulation, 'cancel all', limit, () => engine.cancel({ all: true }));
  if (!(await comesToRest(simulation, engine, limit))) return;
  await leaveNothing(simulation, limit);
  await command(simulation, 'stop', limit, () => simulation.stop(engine));
}

async function unblock(simulation: Simulation, limit: number): Promise<void> {
  await command(simulation, 'unblock', limit, async () => {
    for (const accountId of ['main', 'other']) await simulation.engine?.unblock(accountId);
  });
}

/** Once everything is over, so are the things that were kept for it. */
async function leaveNothing(simulation: Simulation, limit: number): Promise<void> {
  const { world, disk } = simulation;
  checkRows(simulation);
  await unblock(simulation, limit);
  const isClean = () => disk.state.cleanups.size === 0;
  await simulation.drive(isClean, limit);
  const remains = isClean() ? findRemains(simulation) : 'clean-ups are never done';
  if (remains !== undefined) world.violate(7, remains);
  checkSpool(simulation);
  if (simulation.desk.busy) world.violate(6, 'nothing runs, and the computer is kept awake');
}

/** Waits for `settled` and holds its answer against the rows. */
async function comesToRest(
  simulation: Simulation,
  engine: Engine,
  limit: number,
): Promise<boolean> {
  const { world, disk } = simulation;
  let settled: Settled | undefined;
  let conditions: readonly ConditionView[] = [];
  /** The rows of that moment: a person may give another command right after it. */
  let rows: readonly Row[] = [];
  await command(simulation, 'settled', limit, async () => {
    settled = await engine.settled();
    rows = [...disk.state.rows.values()];
    ({ conditions } = await engine.snapshot());
  });
  if (settled === undefined || world.violations.length > 0) return false;
  const { waitingFor } = settled;
  await simulation.drive(() => false, tellingTakes);
  const untold = simulation.heard.mistake(disk.state.rows.values());
  if (untold !== undefined) world.violate(9, untold);
  for (const { id, state, accountId } of rows) {
    if (isFinal(state.name) || state.name === 'paused') continue;
    // Rows of an account that cannot work stay queued: the account says what it waits for.
    const gate = conditions
      .filter(isAccountCondition)
      .find((account) => account.accountId === accountId)?.kind;
    const why = state.name === 'waiting' ? state.why : state.name === 'queued' ? gate : undefined;
    if (why === undefined || !forPersons.includes(why) || !waitingFor.includes(why)) {
      const what = state.name === 'waiting' ? `waiting for ${state.why}` : state.name;
      world.violate(6, `settled, and row ${id} is ${what}`);
    }
  }
  return world.violations.length === 0;
}

async function command(
  simulation: Simulation,
  what: string,
  limit: number,
  work: () => Promise<unknown>,
): Promise<void> {
  const { world, disk } = simulation;
  simulation.track(what, work, false);
  if (await simulation.drive(() => simulation.openCommands.length === 0, limit)) return;
  const open = simulation.openCommands.join('; ');
  world.violate(6, `never ends: ${open}; rows: ${describe([...disk.state.rows.values()])}`);
}

function describe(rows: readonly Row[]): string {
  return rows
    .filter(({ state }) => !isFinal(state.name))
    .map(({ id, state }) => {
      const why = state.name === 'waiting' ? ` ${state.why} ${state.until ?? 0}` : '';
      return `${id} ${state.name}${why}`;
    })
    .join(', ');
}
