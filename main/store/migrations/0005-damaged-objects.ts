import type { Database } from 'better-sqlite3';

/** Objects that requests of ours left damaged, until they are replaced. */
export function addDamagedObjects(database: Database): void {
  database.exec(`
    CREATE TABLE damaged_objects (
      bucket_id INTEGER NOT NULL REFERENCES buckets (id),
      key TEXT NOT NULL,
      etag TEXT NOT NULL,
      PRIMARY KEY (bucket_id, key)
    ) STRICT, WITHOUT ROWID;
  `);
}
