import type { Database } from 'better-sqlite3';

/** Version 14: the skipped rows of a folder by reason, for the totals of a selection. */
export function findSkipsByFolder(database: Database): void {
  database.exec(`
    CREATE INDEX transfers_skipped_by_folder ON transfers (folder_id, why)
      WHERE state = 'skipped' AND folder_id IS NOT NULL`);
}
