import type { Database } from 'better-sqlite3';

/**
 * Version 3: a row is found again by its name in the batch, beside path and kind. Overlapping roots
 * name one file under two names, which are two objects. The key does not tell the rows apart: a
 * person, or the conflict policy, may change it.
 */
export function tellRowsApartByName(database: Database): void {
  database.exec(`
    DROP INDEX transfers_by_source;
    CREATE UNIQUE INDEX transfers_by_source
      ON transfers (batch_id, source_path, source_kind, relative_path);
  `);
}
