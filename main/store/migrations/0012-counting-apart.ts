import type { Database } from 'better-sqlite3';

const final = `('done', 'skipped', 'failed', 'cancelled')`;
const byTriggers = '(SELECT apart FROM counting) = 0';

const count = (sign: '+' | '-', row: 'NEW' | 'OLD'): string =>
  [`${row}.batch_id`, '0']
    .map(
      (batch) => `
      UPDATE counters
        SET files = files ${sign} 1,
          bytes = bytes ${sign} ${row}.size,
          bytes_sent = bytes_sent ${sign} ${row}.bytes_sent
        WHERE batch_id = ${batch} AND state = ${row}.state;`,
    )
    .join('');

const schema = `
  -- One row. apart is 1 while a transaction counts the changes of many rows itself (row-counts.ts),
  -- and 0 in every commit.
  CREATE TABLE counting (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    apart INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counting (id, apart) VALUES (1, 0);

  DROP TRIGGER transfer_changed;
  CREATE TRIGGER transfer_changed AFTER UPDATE OF state, size, bytes_sent ON transfers
    WHEN ${byTriggers}
      AND (OLD.state <> NEW.state OR OLD.size <> NEW.size OR OLD.bytes_sent <> NEW.bytes_sent)
  BEGIN ${count('-', 'OLD')} ${count('+', 'NEW')}
  END;

  DROP TRIGGER folder_changed;
  CREATE TRIGGER folder_changed AFTER UPDATE OF state, size ON transfers
    WHEN ${byTriggers}
      AND NEW.folder_id IS NOT NULL AND OLD.folder_id IS NOT NULL
      AND ((OLD.state <> NEW.state AND (NEW.state IN ${final} OR OLD.state IN ${final}))
        OR OLD.size <> NEW.size)
  BEGIN
    UPDATE folders
      SET bytes = bytes - OLD.size + NEW.size,
        done = done - (OLD.state = 'done') + (NEW.state = 'done'),
        done_bytes = done_bytes - iif(OLD.state = 'done', OLD.size, 0)
          + iif(NEW.state = 'done', NEW.size, 0),
        skipped = skipped - (OLD.state = 'skipped') + (NEW.state = 'skipped'),
        failed = failed - (OLD.state = 'failed') + (NEW.state = 'failed'),
        cancelled = cancelled - (OLD.state = 'cancelled') + (NEW.state = 'cancelled'),
        changed_at = NEW.updated_at
      WHERE id = NEW.folder_id;
  END;
`;

/**
 * Version 12: the changes that come in great numbers, claims and ends of transfers, are counted
 * once for each commit. Triggers count all other changes.
 */
export function countApart(database: Database): void {
  database.exec(schema);
}
