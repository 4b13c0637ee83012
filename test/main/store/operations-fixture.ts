import Database from 'better-sqlite3';
import type { Database as OpenDatabase } from 'better-sqlite3';
import { afterEach, beforeEach, expect } from 'vitest';
import type { NewTransfer } from '../../../main/engine/ports/transfer-store.ts';
import { migrate } from '../../../main/store/database/schema.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreContext } from '../../../main/store/operations/store-context.ts';
import { storeOperations } from '../../../main/store/store-session.ts';
import type { StoreOperations } from '../../../main/store/store-calls.ts';
import { newBatch } from './sample-rows.ts';

/** The operations on a database in memory, without worker and transaction. */
export interface TestQueue {
  readonly database: OpenDatabase;
  readonly context: StoreContext;
  readonly operations: StoreOperations;
}

/** Runs the pending migrations up to this version, or all. */
export function migrateTo(database: OpenDatabase, latest = Infinity): void {
  migrate(
    database,
    allMigrations.filter(({ version }) => version <= latest),
  );
}

export function openTestQueue(): TestQueue {
  const database = new Database(':memory:');
  migrateTo(database);
  const context = new StoreContext(database);
  context.now = 1000;
  return { database, context, operations: countedOperations(context) };
}

/** The operations, each followed by the sums that a commit would write. */
export function countedOperations(context: StoreContext): StoreOperations {
  const counted = Object.entries(storeOperations(context)).map(([name, operation]) => [
    name,
    (...args: readonly unknown[]): unknown => {
      const result = (operation as (...args: readonly unknown[]) => unknown)(...args);
      context.counts.write();
      return result;
    },
  ]);
  return Object.fromEntries(counted) as StoreOperations;
}

interface CountedState {
  readonly batch_id: number;
  readonly state: string;
  readonly files: number;
  readonly bytes: number;
  readonly bytes_sent: number;
}

const countStates = `
  SELECT batch_id, state, count(*) AS files, sum(size) AS bytes, sum(bytes_sent) AS bytes_sent
    FROM transfers GROUP BY batch_id, state
  UNION ALL
  SELECT 0, state, count(*), sum(size), sum(bytes_sent) FROM transfers GROUP BY state
  ORDER BY 1, 2`;

const countFailures = `
  SELECT batch_id, error_code AS code, count(*) AS files, sum(size) AS bytes
    FROM transfers WHERE state = 'failed' GROUP BY batch_id, error_code
  UNION ALL
  SELECT 0, error_code, count(*), sum(size) FROM transfers WHERE state = 'failed'
    GROUP BY error_code
  ORDER BY 1, 2`;

const countWaits = `
  SELECT batch_id, why, until IS NOT NULL AS timed, count(*) AS files
    FROM transfers WHERE state = 'waiting' GROUP BY 1, 2, 3
  UNION ALL
  SELECT 0, why, until IS NOT NULL, count(*) FROM transfers WHERE state = 'waiting' GROUP BY 2, 3
  ORDER BY 1, 2, 3`;

const countFolders = `
  SELECT f.id, count(t.id) AS files, coalesce(sum(size), 0) AS bytes,
      count(iif(state = 'done', 1, NULL)) AS done,
      coalesce(sum(iif(state = 'done', size, 0)), 0) AS done_bytes,
      count(iif(state = 'skipped', 1, NULL)) AS skipped,
      count(iif(state = 'failed', 1, NULL)) AS failed,
      count(iif(state = 'cancelled', 1, NULL)) AS cancelled
    FROM folders AS f LEFT JOIN transfers AS t ON t.folder_id = f.id GROUP BY f.id ORDER BY f.id`;

/** Batches that are taken for ended although a row can still change or a scan runs. */
const wronglyEnded = `
  SELECT a.id FROM batches AS a
    WHERE a.may_live = 0 AND (a.scan = 'scanning' OR EXISTS (
      SELECT 1 FROM transfers AS t
        WHERE t.batch_id = a.id
          AND state IN ('queued', 'uploading', 'verifying', 'waiting', 'paused')))`;

/** The numbers of folders equal what counting finds, and no unfinished batch counts as ended. */
export function expectTrueFolders(database: OpenDatabase): void {
  const folders = `
    SELECT id, files, bytes, done, done_bytes, skipped, failed, cancelled FROM folders ORDER BY id`;
  expect(database.prepare(folders).all()).toEqual(database.prepare(countFolders).all());
  expect(database.prepare(wronglyEnded).all()).toEqual([]);
}

/** The counters that are kept equal what counting finds. */
export function expectTrueCounters(database: OpenDatabase): void {
  const kept = database.prepare<[], CountedState>('SELECT * FROM counters ORDER BY 1, 2').all();
  expect(kept.filter((row) => row.files !== 0 || row.bytes !== 0 || row.bytes_sent !== 0)).toEqual(
    database.prepare(countStates).all(),
  );
  const failures = 'SELECT * FROM failure_counters WHERE files <> 0 OR bytes <> 0 ORDER BY 1, 2';
  expect(database.prepare(failures).all()).toEqual(database.prepare(countFailures).all());
  const waits = 'SELECT * FROM wait_counters WHERE files <> 0 ORDER BY 1, 2, 3';
  expect(database.prepare(waits).all()).toEqual(database.prepare(countWaits).all());
}

/** The skipped rows by reason equal what counting finds. */
export function expectTrueSkips(database: OpenDatabase): void {
  const kept = 'SELECT * FROM skip_counters WHERE files <> 0 ORDER BY 1, 2';
  const counted = `
    SELECT batch_id, why, count(*) AS files FROM transfers
      WHERE state = 'skipped' GROUP BY 1, 2 ORDER BY 1, 2`;
  expect(database.prepare(kept).all()).toEqual(database.prepare(counted).all());
}

/** A queue for each test, whose counters are held against the truth after it. */
export function useTestQueue(): TestQueue & {
  /** Adds a batch with these rows and returns their ids. */
  add(transfers: readonly NewTransfer[], batch?: ReturnType<typeof newBatch>): number[];
} {
  let queue = openTestQueue();
  beforeEach(() => {
    queue = openTestQueue();
  });
  afterEach(() => {
    expectTrueCounters(queue.database);
    expectTrueFolders(queue.database);
    expectTrueSkips(queue.database);
    expect(queue.database.pragma('foreign_key_check')).toEqual([]);
    queue.database.close();
  });
  return {
    get database() {
      return queue.database;
    },
    get context() {
      return queue.context;
    },
    get operations() {
      return queue.operations;
    },
    add: (transfers, batch = newBatch()) => {
      const { id } = queue.operations.addBatch(batch);
      queue.operations.addTransfers(id, transfers);
      const find = 'SELECT id FROM transfers WHERE batch_id = ? ORDER BY id';
      return queue.database.prepare<[number], number>(find).pluck().all(id);
    },
  };
}

/** What must be there, for a test to go on. */
export function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Expected something, found nothing');
  return value;
}
