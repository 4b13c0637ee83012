import type { Database } from 'better-sqlite3';

const table = `
  CREATE TABLE skip_counters (
    batch_id INTEGER NOT NULL,
    why TEXT NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, why)
  ) STRICT, WITHOUT ROWID;
`;

const fill = `
  INSERT INTO skip_counters (batch_id, why, files)
    SELECT batch_id, why, count(*) FROM transfers
      WHERE state = 'skipped' AND why IS NOT NULL GROUP BY 1, 2;
`;

// No upsert: with an upsert in a trigger, SQLite copies every page that a statement changes, even
// when the trigger does not fire.
const count = (sign: '+' | '-', row: 'NEW' | 'OLD'): string => `
  INSERT INTO skip_counters (batch_id, why)
    SELECT ${row}.batch_id, ${row}.why WHERE NOT EXISTS (
      SELECT 1 FROM skip_counters WHERE batch_id = ${row}.batch_id AND why = ${row}.why);
  UPDATE skip_counters SET files = files ${sign} 1
    WHERE batch_id = ${row}.batch_id AND why = ${row}.why;`;

const triggers = `
  CREATE TRIGGER skip_added AFTER INSERT ON transfers WHEN NEW.state = 'skipped'
  BEGIN ${count('+', 'NEW')}
  END;
  CREATE TRIGGER skip_removed AFTER DELETE ON transfers WHEN OLD.state = 'skipped'
  BEGIN ${count('-', 'OLD')}
  END;
  CREATE TRIGGER skip_begun AFTER UPDATE OF state, why ON transfers WHEN NEW.state = 'skipped'
  BEGIN ${count('+', 'NEW')}
  END;
  CREATE TRIGGER skip_ended AFTER UPDATE OF state, why ON transfers WHEN OLD.state = 'skipped'
  BEGIN ${count('-', 'OLD')}
  END;
  CREATE TRIGGER skips_removed AFTER DELETE ON batches BEGIN
    DELETE FROM skip_counters WHERE batch_id = OLD.id;
  END;
`;

/** Version 13: the number of skipped rows of each batch for each reason, kept by triggers. */
export function countSkips(database: Database): void {
  database.exec(table);
  database.exec(fill);
  database.exec(triggers);
}
