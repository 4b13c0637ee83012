import type { Database } from 'better-sqlite3';

/**
 * Version 4: the pause of a batch during its scan. Rows that the scan adds later are paused too,
 * also after a restart. The end of the scan clears the mark.
 */
export function keepPausedScans(database: Database): void {
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
