import type { Database } from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { backUp } from './backup.ts';
import { queueFiles } from './queue-files.ts';

/** Rows written since the last backup that justify a new one. */
const enoughChanges = 100;

/**
 * Above this size in bytes a backup at close would delay the exit by more than about a second. Such
 * a queue is backed up while it is open.
 */
const savedAtClose = 256 * 1024 * 1024;

/** Decides when to back up the database: from time to time while it is open, and at close. */
export class BackupSchedule {
  readonly #database: Database;
  readonly #target: string;
  #changesThen: number;
  #running: Promise<void> | undefined;

  constructor(database: Database, file: string) {
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
