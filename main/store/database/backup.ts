import Database, { type Database as OpenDatabase } from 'better-sqlite3';
import { existsSync } from 'node:fs';
import {
  checkPages,
  checkSchema,
  latestVersion,
  refuseNewer,
  schemaVersion,
  type Migration,
} from './schema.ts';
import { applicationId } from './inspect-file.ts';
import { removeDatabaseFiles, replaceFile, unfinishedCopy, queueFiles } from './queue-files.ts';

const pagesAtOnce = 1000;

/**
 * Copies the database to `target` while it stays in use, a few pages at a time. The copy replaces
 * the previous backup only after a full check. A backup of a damaged database must not replace a
 * good one.
 *
 * @throws TransferError `database-damaged`, and the errors of SQLite; `target` is unchanged then.
 */
export async function backUp(database: OpenDatabase, target: string): Promise<void> {
  const unfinished = unfinishedCopy(target);
  removeDatabaseFiles(unfinished);
  try {
    await database.backup(unfinished, { progress: () => pagesAtOnce });
    const copy = new Database(unfinished);
    try {
      // Makes the copy complete without a write-ahead log.
      copy.pragma('journal_mode = DELETE');
      checkPages(copy, 'whole');
    } finally {
      copy.close();
    }
    replaceFile(unfinished, target);
  } finally {
    removeDatabaseFiles(unfinished);
  }
}

/** True when `backup` is a sound database of Ferry that this version can use. */
export function isUsableBackup(backup: string, migrations: readonly Migration[]): boolean {
  if (!existsSync(backup)) return false;
  try {
    const database = new Database(backup, { readonly: true });
    try {
      const version = schemaVersion(database);
      refuseNewer(version, migrations);
      checkPages(database, 'whole');
      if (version === latestVersion(migrations)) checkSchema(database, migrations);
      return version > 0 && database.pragma('application_id', { simple: true }) === applicationId;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Rows written since the last backup that justify a new one. */
const enoughChanges = 100;

/**
 * Above this size in bytes a backup at close would delay the exit by more than about a second. Such
 * a queue is backed up while it is open.
 */
const savedAtClose = 256 * 1024 * 1024;

/** Decides when to back up the database: from time to time while it is open, and at close. */
export class BackupSchedule {
  readonly #database: OpenDatabase;
  readonly #target: string;
  #changesThen: number;
  #running: Promise<void> | undefined;

  constructor(database: OpenDatabase, file: string) {
    this.#database = database;
    this.#target = queueFiles.backup(file);
    // A queue without a backup gets one at the first call.
    this.#changesThen = existsSync(this.#target) ? this.#changes() : -enoughChanges;
  }

  /**
   * Backs up when enough rows have changed since the last backup. One backup runs at a time, and
   * operations continue meanwhile. A failed backup keeps the previous one; the next call retries.
   *
   * @throws the errors of SQLite, including `database-damaged`.
   */
  async whileOpen(): Promise<void> {
    const changes = this.#changes();
    if (this.#running !== undefined || changes - this.#changesThen < enoughChanges) return;
    this.#running = backUp(this.#database, this.#target);
    try {
      await this.#running;
      this.#changesThen = changes;
    } finally {
      this.#running = undefined;
    }
  }

  async beforeClose(): Promise<void> {
    await this.#running?.catch(() => undefined);
    const pages = Number(this.#database.pragma('page_count', { simple: true }));
    const pageSize = Number(this.#database.pragma('page_size', { simple: true }));
    if (pages * pageSize <= savedAtClose) await this.whileOpen();
  }

  #changes(): number {
    return this.#database.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  }
}
