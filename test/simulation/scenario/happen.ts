import { assertNever } from '../../../shared/assert-never.ts';
import type { Happening } from './actions.ts';
import { changeFile } from './change-file.ts';
import { pathAt, rowAt } from './pick.ts';
import { simulatedAddresses } from '../ports/simulated-objects.ts';
import type { Simulation } from '../simulation.ts';

/** Runs one event of the world that is no command to the engine. */
export function happen(simulation: Simulation, action: Happening): void {
  const { world, network, desk, disk, tree } = simulation;
  world.note(`happens ${JSON.stringify(action)}`);
  switch (action.do) {
    case 'network-down':
    case 'captive-portal':
    case 'proxy-password':
    case 'certificate-rejected': {
      const flag = networkFlags[action.do];
      lasts(simulation, action.for, (is) => {
        network[flag] = is;
      });
      return;
    }
    case 'disk-full':
      lasts(simulation, action.for, (is) => {
        disk.setFull(is);
      });
      return;
    case 'disk-gone':
      lasts(simulation, action.for, (is) => {
        // Two ways to be gone that give different errors to an open.
        tree.gone = is ? (action.for % 2 === 0 ? 'missing' : 'silent') : undefined;
      });
      return;
    case 'keys-rejected':
      lasts(simulation, action.for, (is) => {
        if (is) network.rejectedAccounts.add(action.accountId);
        else network.rejectedAccounts.delete(action.accountId);
      });
      return;
    case 'token-expires':
      tokenExpires(simulation, action);
      return;
    case 'file-locked':
    case 'file-unreadable': {
      const entry = tree.get(pathAt(simulation, action.number));
      if (entry?.kind !== 'file') return;
      lasts(simulation, action.for, (is) => {
        if (action.do === 'file-locked') entry.locked = is;
        else entry.unreadable = is;
      });
      return;
    }
    case 'bad-sector': {
      const entry = tree.get(pathAt(simulation, action.number));
      if (entry?.kind === 'file') entry.file.badAt = world.random.int(0, entry.file.size);
      return;
    }
    case 'object-appears':
      objectAppears(simulation, action);
      return;
    case 'clock-jumps':
      world.faults.count('clock-jumps');
      world.time.jump(action.by);
      return;
    case 'computer-sleeps':
      world.faults.count('computer-sleeps');
      desk.tellPower({ name: 'suspend' });
      world.time.after(world.random.next() * 2000, () => {
        world.time.sleep(action.for);
        desk.tellPower({ name: 'resume' });
      });
      return;
    case 'network-changes':
      world.faults.count('network-changes');
      desk.tellPower({ name: 'network-changed', lost: simulatedAddresses.slice(0, 1) });
      return;
    case 'kill':
    case 'power-cut':
      simulation.crash(action.do === 'power-cut');
      bootLater(simulation, action.downFor);
      return;
    case 'restart':
      restart(simulation, action.downFor);
      return;
    case 'file-edited':
    case 'file-touched':
    case 'file-replaced':
    case 'file-truncated':
    case 'file-grown':
    case 'file-deleted':
      changeFile(simulation, action.do, pathAt(simulation, action.number));
      return;
    default:
      assertNever(action, 'happening');
  }
}

const networkFlags = {
  'network-down': 'down',
  'captive-portal': 'portal',
  'proxy-password': 'wantsProxyPassword',
  'certificate-rejected': 'badCertificate',
} as const;

/** Something is so for a while. */
function lasts(simulation: Simulation, milliseconds: number, set: (is: boolean) => void): void {
  set(true);
  simulation.lasting += 1;
  simulation.world.time.after(milliseconds, () => {
    set(false);
    simulation.lasting -= 1;
  });
}

/** The next token is there on request, or only after the user has signed in again. */
function tokenExpires(
  simulation: Simulation,
  action: Extract<Happening, { do: 'token-expires' }>,
): void {
  const { network, credentials } = simulation;
  const { accountId, renewable } = action;
  network.oldestTokens.set(accountId, credentials.serial(accountId) + 1);
  if (renewable) return;
  lasts(simulation, action.for, (is) => {
    if (is) {
      credentials.exhausted.add(accountId);
    } else {
      credentials.exhausted.delete(accountId);
      credentials.signIn(accountId);
    }
  });
}

function objectAppears(
  simulation: Simulation,
  { number, same }: Extract<Happening, { do: 'object-appears' }>,
): void {
  const { world, tree, model } = simulation;
  const row = rowAt(simulation, number);
  // No object exists under a key that OSS refuses.
  if (row === undefined || row.key.length > 1000 || row.key.startsWith('/')) return;
  world.faults.count('object-appears');
  const entry = tree.get(row.source.path);
  const file = entry?.kind === 'file' && entry.file.size < 2 ** 30 ? entry.file : undefined;
  const content =
    same && file !== undefined
      ? { size: file.size, crc64: file.crc64(0, file.size) ?? 0n }
      : { size: 5, crc64: BigInt(world.steps) };
  model.put(row, content, false);
  if (world.random.chance(0.5)) strangerUploads(simulation, row);
}

/** Another program sends the same object by parts. Ferry must not change its upload. */
function strangerUploads(
  { model }: Simulation,
  place: { readonly bucket: string; readonly key: string },
): void {
  const { uploadId } = model.initiate(place, false, true);
  model.uploadPart(place, uploadId, 1, { size: 102_400, crc64: 99n });
}

function restart(simulation: Simulation, downFor: number): void {
  const { engine, world } = simulation;
  if (engine === undefined) return;
  world.faults.count('restart');
  simulation.track('stop', async () => {
    await simulation.stop(engine);
    bootLater(simulation, downFor);
  });
}

function bootLater(simulation: Simulation, milliseconds: number): void {
  simulation.world.time.after(milliseconds, () => {
    simulation.boot();
  });
}
