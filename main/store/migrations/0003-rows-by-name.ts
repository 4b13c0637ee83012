import type { Database } from 'better-sqlite3';

/**
 * Version 3: batch, path, kind and relative path identify a row. Overlapping roots give one file
 * two relative paths, which are two objects. The key cannot identify a row, because a person or the
 * conflict policy may change it.
 */
export function tellRowsApartByName(database: Database): void {
  database.exec(`
    DROP INDEX transfers_by_source;
    CREATE UNIQUE INDEX transfers_by_source
      ON transfers (batch_id, source_path, source_kind, relative_path);
  `);
}
