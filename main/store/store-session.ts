import type { Database, Statement } from 'better-sqlite3';
import { TransferError, type ErrorRecord } from '../../shared/errors.ts';
import { addingOperations } from './changes/adding.ts';
import { applyingOperations } from './changes/applying.ts';
import { batchOperations } from './changes/batches.ts';
import { binOperations } from './changes/bins.ts';
import { checkpointOperations, cleanupOperations } from './changes/checkpoints.ts';
import { claimingOperations } from './changes/claiming.ts';
import { commandOperations, handOverOperations } from './changes/commands.ts';
import { settingsOperations } from './changes/settings-and-accounts.ts';
import { BackupSchedule, suspectDamage } from './database/backup-and-recovery.ts';
import type { OpenedDatabase } from './database/open-database.ts';
import { DiskReserve, queueFiles } from './database/queue-files.ts';
import { toStoreError, endsTransaction } from './database/sqlite-errors.ts';
import { countingOperations } from './operations/counting.ts';
import { detailOperations, pagingOperations } from './operations/paging.ts';
import { fileSearchOperations } from './operations/row-walk.ts';
import { rowPortionOperations } from './operations/selection.ts';
import { skipCountOperations, treeCountOperations } from './operations/selection-counts.ts';
import { StoreContext } from './operations/store-context.ts';
import { treeOperations } from './operations/tree.ts';
import {
  uploadFactsOperations,
  uploadOrderOperations,
  uploadListOperations,
} from './operations/uploads.ts';
import type {
  StoreCall,
  StoreMessage,
  StoreOperations,
  StoreRequest,
  CallName,
} from './store-calls.ts';

type CallsRequest = Extract<StoreRequest, { type: 'calls' }>;

/** An open queue that executes and commits calls, and handles a full disk and damage. */
export class StoreSession {
  readonly #queue: OpenedDatabase;
  readonly #context: StoreContext;
  readonly #committer: CallCommitter;
  readonly #reserve: DiskReserve;
  readonly #backups: BackupSchedule | undefined;
  readonly #announceFull: (full: boolean) => void;
  #full = false;
  #damage: TransferError | undefined;
  #commits = 0;

  constructor(
    queue: OpenedDatabase,
    options: { readonly backups: boolean; readonly onDiskFull: (full: boolean) => void },
  ) {
    this.#queue = queue;
    this.#context = new StoreContext(queue.database);
    this.#committer = new CallCommitter(this.#context, storeOperations(this.#context));
    this.#reserve = new DiskReserve(queueFiles.reserve(queue.file));
    this.#backups = options.backups ? new BackupSchedule(queue.database, queue.file) : undefined;
    this.#announceFull = options.onDiskFull;
    if (!this.#reserve.take()) this.#setFull(true);
  }

  /** True when the disk is full, or has only the freed reserve for the last writes. */
  get full(): boolean {
    return this.#full;
  }

  /** Commits the calls of one request. When the whole transaction fails, so does every call. */
  answer({ calls, now }: CallsRequest): StoreMessage {
    try {
      const committed = this.commit(calls, now);
      this.#commits += 1;
      return { type: 'results', ...committed, commits: this.#commits };
    } catch (error) {
      const { record } = toStoreError(error);
      const failures = calls.map((_, index) => [index, record] as const);
      return { type: 'results', results: [], failures, commits: this.#commits };
    }
  }

  /** @throws TransferError when the whole transaction failed and no call was kept. */
  commit(calls: readonly StoreCall[], now: number): CommittedCalls {
    if (this.#damage !== undefined) throw this.#damage;
    this.#context.now = now;
    try {
      return this.#commitWithReserve(calls);
    } catch (thrown) {
      const error = toStoreError(thrown);
      if (error.code === 'database-damaged') throw this.#becomeDamaged(error);
      throw error;
    }
  }

  /**
   * Call it from time to time while the disk is full: it restores the reserve when space is free.
   */
  checkFreeSpace(): void {
    if (this.#full && this.#reserve.take()) this.#setFull(false);
  }

  /** Call it from time to time. */
  async backUp(): Promise<void> {
    await this.#quietly(async () => this.#backups?.whileOpen());
  }

  async close(): Promise<void> {
    await this.#quietly(async () => this.#backups?.beforeClose());
    this.#queue.close();
  }

  #commitWithReserve(calls: readonly StoreCall[]): CommittedCalls {
    try {
      return this.#committer.commit(calls);
    } catch (thrown) {
      const error = toStoreError(thrown);
      if (error.code !== 'disk-full') throw error;
      const released = this.#reserve.release();
      this.#setFull(true);
      if (!released) throw error;
      return this.#committer.commit(calls);
    }
  }

  #setFull(full: boolean): void {
    if (full === this.#full) return;
    this.#full = full;
    this.#announceFull(full);
  }

  /**
   * Stops all responses: rows that were read may be wrong, and the engine holds ids of this
   * database and not of the backup. The next start sets the file aside.
   */
  #becomeDamaged(error: TransferError): TransferError {
    const detail =
      `${error.record.detail ?? 'The database is damaged'}. ` +
      'The next start sets the file aside and goes on with the last backup';
    this.#damage = new TransferError({ code: 'database-damaged', detail }, { cause: error });
    suspectDamage(this.#queue.file, detail);
    return this.#damage;
  }

  /** Ignores errors of a backup, so that a failed backup does not end the queue. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    if (this.#damage !== undefined) return;
    try {
      await work();
    } catch (thrown) {
      const error = toStoreError(thrown);
      if (error.code === 'database-damaged') this.#becomeDamaged(error);
    }
  }
}

/** All operations on one database. The caller manages the transaction. */
export function storeOperations(context: StoreContext): StoreOperations {
  return {
    ...batchOperations(context),
    ...addingOperations(context),
    ...claimingOperations(context),
    ...checkpointOperations(context),
    ...applyingOperations(context),
    ...commandOperations(context),
    ...binOperations(context),
    ...handOverOperations(context),
    ...cleanupOperations(context),
    ...settingsOperations(context),
    ...countingOperations(context),
    ...pagingOperations(context),
    ...detailOperations(context),
    ...uploadListOperations(context),
    ...uploadFactsOperations(context),
    ...skipCountOperations(context),
    ...uploadOrderOperations(context),
    ...treeOperations(context),
    ...treeCountOperations(context),
    ...rowPortionOperations(context),
    ...fileSearchOperations(context),
  };
}

interface CommittedCalls {
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
