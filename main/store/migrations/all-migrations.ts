import type { Database } from 'better-sqlite3';
import type { Migration } from '../database/schema.ts';
import { createQueue } from './0001-queue.ts';
import { countWaits } from './0002-wait-counters.ts';
import { addFolders } from './0007-folders.ts';
import { countApart } from './0012-counting-apart.ts';
import { countSkips } from './0013-skip-counters.ts';

/** All migrations in order; a long one has a file. A released migration never changes. */
export const allMigrations: readonly Migration[] = [
  { version: 1, migrate: createQueue },
  { version: 2, migrate: countWaits },
  { version: 3, migrate: tellRowsApartByName },
  { version: 4, migrate: keepPausedScans },
  { version: 5, migrate: addDamagedObjects },
  { version: 7, migrate: addFolders },
  { version: 8, migrate: addDataAddresses },
  { version: 10, migrate: addBins },
  { version: 11, migrate: forgetFormerLimits },
  { version: 12, migrate: countApart },
  { version: 13, migrate: countSkips },
  { version: 14, migrate: findSkipsByFolder },
];

/**
 * Version 3: batch, path, kind and relative path identify a row. Overlapping roots give one file
 * two relative paths, which are two objects. The key cannot identify a row, because a person or the
 * conflict policy may change it.
 */
function tellRowsApartByName(database: Database): void {
  database.exec(`
    DROP INDEX transfers_by_source;
    CREATE UNIQUE INDEX transfers_by_source
      ON transfers (batch_id, source_path, source_kind, relative_path);
  `);
}

/**
 * Version 4: the pause of a batch during its scan. Rows that the scan adds later are paused too,
 * also after a restart. The end of the scan clears the mark.
 */
function keepPausedScans(database: Database): void {
  database.exec(`
    ALTER TABLE batches ADD COLUMN scan_paused INTEGER NOT NULL DEFAULT 0;

    -- Earlier versions took this for a paused batch when they started.
    UPDATE batches SET scan_paused = 1
      WHERE scan = 'scanning'
        AND EXISTS (
          SELECT 1 FROM counters WHERE batch_id = batches.id AND state = 'paused' AND files > 0)
        AND NOT EXISTS (
          SELECT 1 FROM counters
            WHERE batch_id = batches.id AND files > 0
              AND state IN ('queued', 'uploading', 'verifying', 'waiting'));
  `);
}

/** Version 5: objects that requests of Ferry left damaged, until they are replaced. */
function addDamagedObjects(database: Database): void {
  database.exec(`
    CREATE TABLE damaged_objects (
      bucket_id INTEGER NOT NULL REFERENCES buckets (id),
      key TEXT NOT NULL,
      etag TEXT NOT NULL,
      PRIMARY KEY (bucket_id, key)
    ) STRICT, WITHOUT ROWID;
  `);
}

/** Version 8: the address of a bucket's data where it differs from the account's endpoint. */
function addDataAddresses(database: Database): void {
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
function addBins(database: Database): void {
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

/**
 * Version 11: the numbers of requests at once are upper limits now, below which Ferry finds the
 * best. Earlier versions stored every setting with each change, so a former default says nothing
 * about a wish of the user, and goes.
 */
function forgetFormerLimits(database: Database): void {
  database.exec(`
    DELETE FROM settings
      WHERE (name = 'smallFilesAtOnce' AND value = '16')
        OR (name = 'partsAtOnce' AND value = '12')
        OR (name = 'partsPerFile' AND value = '4');
  `);
}

/** Version 14: the skipped rows of a folder by reason, for the totals of a selection. */
function findSkipsByFolder(database: Database): void {
  database.exec(`
    CREATE INDEX transfers_skipped_by_folder ON transfers (folder_id, why)
      WHERE state = 'skipped' AND folder_id IS NOT NULL`);
}
