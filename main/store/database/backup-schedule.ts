import type { Database } from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { backUp } from './backup.ts';
import { queueFiles } from './queue-files.ts';

/** Rows written since the last backup that make a new one worth it. */
const enoughChanges = 100;

/**
 * Above this a backup would hold the end of the app up by more than about a second; such a queue is
 * saved while it runs.
 */
const savedAtClose = 256 * 1024 * 1024;

/** When the database is backed up: now and then while it is in use, and when it is closed. */
export class BackupSchedule {
  readonly #database: Database;
  readonly #target: string;
  #changesThen: number;
  #running: Promise<void> | undefined;

  constructor(database: Database, file: string) {
    this.#database = database;
    this.#target = queueFiles.backup(file);
    // A queue without a backup gets one at the first occasion.
    this.#changesThen = existsSync(this.#target) ? this.#changes() : -enoughChanges;
  }

  /**
   * Backs up when enough has changed since the last time. One runs at a time, and operations go on
   * meanwhile. A backup that fails leaves the last one, and is tried again the next time.
   *
   * @throws whatever SQLite throws, `database-damaged` among it.
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
