import type { Happening } from './actions.ts';
import type { Simulation } from '../simulation.ts';

export type FileChange = Extract<Happening['do'], `file-${string}`>;

/** Another program does something to a file. */
export function changeFile(
  simulation: Simulation,
  how: Exclude<FileChange, 'file-locked' | 'file-unreadable'>,
  path: string,
): void {
  const { world, tree } = simulation;
  const entry = tree.get(path);
  // What is too large to be sent is too large to be simulated, were it cut to a size that is not.
  if (entry?.kind !== 'file' || entry.file.size > 2 ** 30) return;
  const { file } = entry;
  switch (how) {
    case 'file-edited':
      if (file.size === 0) return;
      if (world.random.chance(0.5)) file.edit(world.steps);
      else file.editUnseen(world.steps);
      break;
    case 'file-touched':
      file.touch();
      break;
    case 'file-truncated':
      file.resize(Math.floor(file.size / 2));
      break;
    case 'file-grown':
      file.resize(file.size + 4096);
      break;
    case 'file-replaced':
      simulation.putFile(path, file.size, world.steps, entry.isSpool);
      file.touch();
      break;
    case 'file-deleted':
      tree.delete(path);
      file.touch();
      break;
  }
  world.faults.count(how);
}
