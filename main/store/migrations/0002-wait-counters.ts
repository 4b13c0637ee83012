import type { Database } from 'better-sqlite3';

const table = `
  -- Batch 0 is the sum of all. timed: a timer ends the wait.
  CREATE TABLE wait_counters (
    batch_id INTEGER NOT NULL,
    why TEXT NOT NULL,
    timed INTEGER NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, why, timed)
  ) STRICT, WITHOUT ROWID;
`;

const fill = `
  INSERT INTO wait_counters (batch_id, why, timed, files)
    SELECT batch_id, why, until IS NOT NULL, count(*)
      FROM transfers INDEXED BY transfers_by_wait WHERE state = 'waiting' GROUP BY 1, 2, 3;
  INSERT INTO wait_counters (batch_id, why, timed, files)
    SELECT 0, why, timed, sum(files) FROM wait_counters GROUP BY why, timed;
`;

// No upsert: with an upsert in a trigger, SQLite copies every page that a statement changes, even
// when the trigger does not fire.
const count = (sign: '+' | '-', row: 'NEW' | 'OLD'): string =>
  [`${row}.batch_id`, '0']
    .map(
      (batch) => `
      INSERT INTO wait_counters (batch_id, why, timed)
        SELECT ${batch}, ${row}.why, ${row}.until IS NOT NULL WHERE NOT EXISTS (
          SELECT 1 FROM wait_counters
            WHERE batch_id = ${batch} AND why = ${row}.why AND timed = (${row}.until IS NOT NULL));
      UPDATE wait_counters SET files = files ${sign} 1
        WHERE batch_id = ${batch} AND why = ${row}.why AND timed = (${row}.until IS NOT NULL);`,
    )
    .join('');

// Rows are never added as waiting, and only final rows are removed: waits begin and end by an
// update.
const triggers = `
  CREATE TRIGGER wait_begun AFTER UPDATE OF state, why, until ON transfers
    WHEN NEW.state = 'waiting'
  BEGIN ${count('+', 'NEW')}
  END;
  CREATE TRIGGER wait_ended AFTER UPDATE OF state, why, until ON transfers
    WHEN OLD.state = 'waiting'
  BEGIN ${count('-', 'OLD')}
  END;
  CREATE TRIGGER waits_removed AFTER DELETE ON batches BEGIN
    DELETE FROM wait_counters WHERE batch_id = OLD.id;
  END;
`;

/** Version 2: the number of waiting rows for each reason, kept by triggers. */
export function countWaits(database: Database): void {
  database.exec(table);
  database.exec(fill);
  database.exec(triggers);
}
