import Database from 'better-sqlite3';
import { expect } from 'vitest';
import { TransferError } from '../../../shared/errors.ts';
import { CallCommitter, storeOperations } from '../../../main/store/store-session.ts';
import { migrate } from '../../../main/store/database/schema.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';
import { StoreContext } from '../../../main/store/operations/store-context.ts';
import { callNames, type StoreCall } from '../../../main/store/store-calls.ts';
import { expectTrueCounters } from '../../main/store/operations-fixture.ts';
import type { OpenedStoreUnderTest, Store } from './store-under-test.ts';

/**
 * The SQLite store on a database in memory: the operations of its worker, each call in a
 * transaction of its own, its arguments and its result copied as between two threads.
 */
export function openRealStore(): OpenedStoreUnderTest {
  const database = new Database(':memory:');
  migrate(database, allMigrations);
  const context = new StoreContext(database);
  context.now = 1000;
  const committer = new CallCommitter(context, storeOperations(context));
  const call = async (name: StoreCall[0], args: readonly unknown[]): Promise<unknown> => {
    const sent = structuredClone([name, ...args]) as unknown as StoreCall;
    const { results, failures } = await Promise.resolve(committer.commit([sent]));
    const [failure] = failures;
    if (failure !== undefined) throw new TransferError(failure[1]);
    return structuredClone(results[0]);
  };
  const calls = callNames.map((name) => [name, (...args: readonly unknown[]) => call(name, args)]);
  return {
    store: Object.fromEntries(calls) as Store,
    close: () => {
      expectTrueCounters(database);
      expect(database.pragma('foreign_key_check')).toEqual([]);
      database.close();
    },
  };
}
