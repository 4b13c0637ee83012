import type { Database } from 'better-sqlite3';

/** The tables whose rows a removal takes away; a bin keeps them with the same columns. */
export const binnedTables = [
  'batches',
  'batch_roots',
  'transfers',
  'checkpoints',
  'parts',
  'failed_attempts',
] as const;

/**
 * Version 10: what a removal took out of the queue, and the order before a "send first", until the
 * user can no longer undo them. A column added to one of these tables belongs into its bin too.
 */
export function addBins(database: Database): void {
  for (const table of binnedTables) {
    database.exec(`CREATE TABLE binned_${table} AS SELECT 0 AS bin, * FROM ${table} WHERE FALSE`);
  }
  database.exec(`
    CREATE INDEX binned_transfers_by_id ON binned_transfers (bin, id);
    CREATE INDEX binned_transfers_by_batch ON binned_transfers (batch_id, bin);
    CREATE INDEX binned_checkpoints_by_transfer ON binned_checkpoints (bin, transfer_id);
    CREATE INDEX binned_checkpoints_by_upload ON binned_checkpoints (upload_id);
    CREATE INDEX binned_parts_by_transfer ON binned_parts (bin, transfer_id);
    CREATE INDEX binned_attempts_by_transfer ON binned_failed_attempts (bin, transfer_id);

    -- A "send first": the place in the queue that its rows took.
    CREATE TABLE binned_moves (
      bin INTEGER PRIMARY KEY,
      position INTEGER NOT NULL
    ) STRICT;
    -- Where rows of it stood that did not stand at 0, where a row begins.
    CREATE TABLE binned_positions (
      bin INTEGER NOT NULL,
      transfer_id INTEGER NOT NULL,
      position INTEGER NOT NULL,
      PRIMARY KEY (bin, transfer_id)
    ) STRICT, WITHOUT ROWID;
  `);
}
