import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import { isFinal, type StateName } from '../../../shared/transfer-state.ts';
import type { Transfer } from '../../../shared/transfer.ts';
import { dataFolder } from '../../known-queues.ts';
import type { TransferFilter } from '../../engine/ports/row-selection.ts';
import type { BatchSummary, Counters } from '../../engine/ports/transfer-queries.ts';
import type { World, CommandEngine, IdleQueue, Queue } from '../run/world.ts';

/** The database that `--db` names, or the one in the user's data folder. */
export function databaseFile(world: World, db: string | undefined): string {
  if (db !== undefined) return path.resolve(world.workingDirectory, db);
  return path.join(dataFolder(), 'queue.db');
}

/**
 * Creates the database folder, readable by its owner only, because object keys and file names are
 * private. An existing folder keeps its permissions.
 *
 * @throws TransferError `database-failed`
 */
export async function makeDatabaseFolder(file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new TransferError({ code: 'database-failed', detail }, { cause: error });
  }
}

/** Whether the database file exists. */
export async function databaseExists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** The command that resumes the work of a database, ready to type. */
export function resumeCommand(db: string | undefined): string {
  return db === undefined ? 'ferry resume' : `ferry resume --db ${shellWord(db)}`;
}

/** `text` as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

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
