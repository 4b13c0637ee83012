import type { World } from './world.ts';

/** Takes a while. Rejects with `signal.reason` when aborted meanwhile; never answers a dead process. */
export async function abortable(
  world: World,
  signal: AbortSignal,
  milliseconds: number,
): Promise<void> {
  await world.life.clock().sleep(milliseconds, signal);
}

/** A step at a port that takes up to `most` milliseconds. Never answers a dead process. */
export async function pause(world: World, what: string, most: number): Promise<void> {
  const { life } = world;
  await life.clock().sleep(world.random.next() * most);
  world.step(what);
  // A crash at this very step: the caller no longer exists.
  if (!life.alive) await new Promise(() => undefined);
}
