import type { Row } from '../queue/queue-state.ts';
import type { Simulation } from '../simulation.ts';

/** The row that a number stands for; `undefined` when there is none at all. */
export function rowAt({ disk }: Simulation, number: number): Row | undefined {
  return nth([...disk.state.rows.values()], number);
}

/** A person's file, with those that are being sent more likely than others. */
export function pathAt(simulation: Simulation, number: number): string {
  const { disk, tree, world } = simulation;
  const rows = [...disk.state.rows.values()];
  const running = rows.filter(
    ({ state: { name } }) => name === 'uploading' || name === 'verifying',
  );
  const row = nth(running, number) ?? nth(rows, number);
  if (row !== undefined && world.random.chance(0.9)) return row.source.path;
  return nth(tree.paths(), number) ?? '';
}

/** Any number names one of the items. */
export function nth<T>(items: readonly T[], number: number): T | undefined {
  return items[number % items.length];
}
