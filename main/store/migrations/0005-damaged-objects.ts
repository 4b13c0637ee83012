import type { Database } from 'better-sqlite3';

/** Version 5: objects that requests of Ferry left damaged, until they are replaced. */
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
