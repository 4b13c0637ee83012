import type { Database } from 'better-sqlite3';

/** Version 8: the address of a bucket's data where it differs from the account's endpoint. */
export function addDataAddresses(database: Database): void {
  database.exec(`
    CREATE TABLE data_addresses (
      account_id TEXT NOT NULL,
      bucket TEXT NOT NULL,
      endpoint TEXT NOT NULL,
      addressing TEXT NOT NULL,
      PRIMARY KEY (account_id, bucket)
    ) STRICT, WITHOUT ROWID;
  `);
}
