import { TransferError } from '../../../shared/errors.ts';
import type { CommandEngine, IdleQueue, Queue, World } from '../run/world.ts';

/** The queue, for a command that needs no engine of its own. */
export type QueueContext =
  /** No Ferry works on it. */
  | { readonly kind: 'idle'; readonly store: IdleQueue }
  /** A Ferry works on the queue and serves this command. */
  | { readonly kind: 'joined'; readonly store: Queue; readonly engine: CommandEngine }
  /**
   * A Ferry works on the queue but does not respond: a recent copy of its database, for reading.
   */
  | { readonly kind: 'copy'; readonly store: Queue };

async function openQueue(world: World, file: string, mayCopy: boolean) {
  const join = { databaseFile: file, environment: world.environment, ownRowsOnly: false };
  const joined = await world.joinFerry(join);
  if (joined !== undefined) {
    const { store, engine } = joined;
    return { opened: { kind: 'joined', store, engine } as const, close: () => joined.close() };
  }
  try {
    const store = await world.openQueue(file);
    return { opened: { kind: 'idle', store } as const, close: () => store.close() };
  } catch (error) {
    const locked = error instanceof TransferError && error.code === 'database-locked';
    if (!locked || !mayCopy) throw error;
    const store = await world.copyQueue(file);
    return { opened: { kind: 'copy', store } as const, close: () => store.close() };
  }
}

/**
 * Opens the queue for one command: through the running Ferry, or else through the database.
 *
 * @param mayCopy accepts a copy of the database when the running Ferry does not respond
 * @throws TransferError for every database error; OtherFerryVersion
 */
export async function withQueue<T>(
  world: World,
  file: string,
  mayCopy: boolean,
  body: (queue: QueueContext) => Promise<T>,
): Promise<T> {
  const { opened, close } = await openQueue(world, file, mayCopy);
  try {
    return await body(opened);
  } finally {
    await close();
  }
}
