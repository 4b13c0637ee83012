import { TransferError } from '../../../shared/errors.ts';
import type { CommandEngine, IdleQueue, Queue, World } from '../run/world.ts';
import type { BatchSummary, Counters } from '../../engine/ports/transfer-queries.ts';
import type { TransferFilter } from '../../engine/ports/row-selection.ts';
import { isFinal, type StateName } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';

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

/** The most batches that Ferry lists one by one; totals include the batches beyond it. */
const mostBatches = 10_000;

/** Rows that one query reads. */
const pageSize = 1000;

/** All batches, newest first. */
export async function allBatches(store: Queue): Promise<readonly BatchSummary[]> {
  return await store.batches(mostBatches);
}

/** All rows that match a filter, in an order that stays stable while uploads begin and end. */
export async function* allRows(store: Queue, filter: TransferFilter): AsyncGenerator<Transfer> {
  for (let offset = 0; ; offset += pageSize) {
    const range = { offset, limit: pageSize };
    const { rows } = await store.page(filter, { by: 'position', descending: false }, range);
    yield* rows;
    if (rows.length < pageSize) return;
  }
}

/** Files that are neither final nor paused: the engine continues them at once. */
export function unfinishedFiles({ states }: Counters): number {
  return (Object.keys(states) as StateName[])
    .filter((state) => !isFinal(state) && state !== 'paused')
    .reduce((sum, state) => sum + states[state].files, 0);
}

/** Whether a batch still has unfinished work. */
export function hasUnfinishedRows(batch: BatchSummary): boolean {
  return (
    batch.scan === 'scanning' ||
    unfinishedFiles(batch.counters) > 0 ||
    batch.counters.states.paused.files > 0
  );
}

/** Ids of the batches whose scan is unfinished. */
export function scanningBatches(batches: readonly BatchSummary[]): readonly number[] {
  return batches.filter(({ scan }) => scan === 'scanning').map(({ id }) => id);
}
