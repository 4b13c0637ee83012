import type { Database, Statement } from 'better-sqlite3';
import type { ErrorRecord } from '../../shared/errors.ts';
import type { TransferError } from '../../shared/errors.ts';
import { endsTransaction, toStoreError } from './database/sqlite-errors.ts';
import type { StoreContext } from './operations/store-context.ts';
import type { CallName, StoreCall, StoreOperations } from './store-calls.ts';

export interface CommittedCalls {
  /** One result for each call, in order. */
  readonly results: readonly unknown[];
  readonly failures: readonly (readonly [index: number, error: ErrorRecord])[];
}

type Operation = (...args: readonly unknown[]) => unknown;

/** A failed call; the other calls of its transaction are kept. */
class FailedCall extends Error {
  readonly error: TransferError;

  constructor(error: TransferError) {
    super(error.message);
    this.error = error;
  }
}

/** Calls that come in great numbers, and that count their changes once for each transaction. */
const countApart: ReadonlySet<CallName> = new Set<CallName>(['claim', 'apply']);

/** Runs calls in order, in one transaction. */
export class CallCommitter {
  readonly #operations: StoreOperations;
  readonly #database: Database;
  readonly #counts: StoreContext['counts'];
  readonly #begin: Statement;
  readonly #commit: Statement;
  readonly #rollback: Statement;
  readonly #setSavepoint: Statement;
  readonly #rollbackToSavepoint: Statement;
  readonly #releaseSavepoint: Statement;

  constructor({ database, counts }: StoreContext, operations: StoreOperations) {
    this.#database = database;
    this.#counts = counts;
    this.#operations = operations;
    this.#begin = database.prepare('BEGIN');
    this.#commit = database.prepare('COMMIT');
    this.#rollback = database.prepare('ROLLBACK');
    this.#setSavepoint = database.prepare('SAVEPOINT call');
    this.#rollbackToSavepoint = database.prepare('ROLLBACK TO call');
    this.#releaseSavepoint = database.prepare('RELEASE call');
  }

  /**
   * Returns when all calls are on disk. A failed call undoes only its own changes.
   *
   * A savepoint copies every page that changes under it, and calls rarely fail. So the first try
   * uses no savepoints. After a failure, all calls run again with one savepoint each.
   *
   * @throws TransferError when the whole transaction failed; no call is kept then.
   */
  commit(calls: readonly StoreCall[]): CommittedCalls {
    try {
      return this.#transaction(() => ({ results: this.#runAll(calls), failures: [] }));
    } catch (error) {
      if (!(error instanceof FailedCall)) throw toStoreError(error);
    }
    try {
      return this.#transaction(() => this.#runEach(calls));
    } catch (error) {
      throw toStoreError(error);
    }
  }

  #runAll(calls: readonly StoreCall[]): readonly unknown[] {
    return calls.map((call) => this.#run(call));
  }

  #runEach(calls: readonly StoreCall[]): CommittedCalls {
    const failures: [number, ErrorRecord][] = [];
    const results = calls.map((call, index) => {
      this.#setSavepoint.run();
      try {
        const result = this.#run(call);
        this.#counts.write();
        return result;
      } catch (error) {
        if (!(error instanceof FailedCall)) throw error;
        this.#counts.forget();
        this.#rollbackToSavepoint.run();
        failures.push([index, error.error.record]);
        return undefined;
      } finally {
        // SQLite may have rolled back the whole transaction already.
        if (this.#database.inTransaction) this.#releaseSavepoint.run();
      }
    });
    return { results, failures };
  }

  #run([name, ...args]: StoreCall): unknown {
    const operation = this.#operations[name] as Operation;
    try {
      if (!countApart.has(name)) this.#counts.write();
      return operation(...args);
    } catch (thrown) {
      const error = toStoreError(thrown);
      if (endsTransaction(error)) throw error;
      throw new FailedCall(error);
    }
  }

  #transaction<Result>(work: () => Result): Result {
    this.#begin.run();
    try {
      const result = work();
      this.#counts.write();
      this.#commit.run();
      return result;
    } catch (error) {
      this.#counts.forget();
      if (this.#database.inTransaction) this.#rollback.run();
      throw error;
    }
  }
}
