import type { Database } from 'better-sqlite3';

const live = ['queued', 'uploading', 'verifying', 'waiting', 'paused'];
const final = ['done', 'skipped', 'failed', 'cancelled'];
const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

const tables = `
  -- The top folder of a batch has parent 0 and an empty name. A folder is added after its parent,
  -- and after the folders that stand before it: ids are the order of the tree. Every number counts
  -- the rows that lie directly in the folder. batch_id is no foreign key, as in transfers.
  CREATE TABLE folders (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL,
    parent_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0,
    done_bytes INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    -- When a row of it was added or ended.
    changed_at INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE UNIQUE INDEX folders_by_name ON folders (batch_id, parent_id, name);

  -- NULL: a row of an earlier version that is not sorted into folders yet.
  ALTER TABLE transfers ADD COLUMN folder_id INTEGER;
  -- The ids of a folder are the order of its files in the tree.
  CREATE INDEX transfers_by_folder ON transfers (folder_id, state, id)
    WHERE folder_id IS NOT NULL;

  -- 1 once every row has a folder.
  ALTER TABLE batches ADD COLUMN has_folders INTEGER NOT NULL DEFAULT 0;
  -- 1 for every unfinished batch, and for one that has ended until a list of uploads is read: a
  -- row that ends costs its batch no write.
  ALTER TABLE batches ADD COLUMN may_live INTEGER NOT NULL DEFAULT 1;
  ALTER TABLE batches ADD COLUMN ended_at INTEGER;
  UPDATE batches SET may_live = 0
    WHERE scan <> 'scanning' AND NOT EXISTS (
      SELECT 1 FROM counters
        WHERE batch_id = batches.id AND files > 0 AND state IN (${list(live)}));
  CREATE INDEX batches_by_time ON batches (created_at, id);
  CREATE INDEX batches_unfinished ON batches (id) WHERE may_live = 1;
`;

const countInFolder = (sign: '+' | '-', row: 'NEW' | 'OLD'): string => `
  UPDATE folders
    SET files = files ${sign} 1,
      bytes = bytes ${sign} ${row}.size,
      done = done ${sign} (${row}.state = 'done'),
      done_bytes = done_bytes ${sign} iif(${row}.state = 'done', ${row}.size, 0),
      skipped = skipped ${sign} (${row}.state = 'skipped'),
      failed = failed ${sign} (${row}.state = 'failed'),
      cancelled = cancelled ${sign} (${row}.state = 'cancelled'),
      changed_at = max(changed_at, ${row}.updated_at)
    WHERE id = ${row}.folder_id;`;

// A row costs its folder one write when it is added and one when it ends: the states between count
// alike, and their changes do not fire the trigger.
const triggers = `
  CREATE TRIGGER folder_filled AFTER INSERT ON transfers WHEN NEW.folder_id IS NOT NULL
  BEGIN ${countInFolder('+', 'NEW')}
  END;
  CREATE TRIGGER folder_emptied AFTER DELETE ON transfers WHEN OLD.folder_id IS NOT NULL
  BEGIN ${countInFolder('-', 'OLD')}
  END;
  CREATE TRIGGER folder_sorted AFTER UPDATE OF folder_id ON transfers
    WHEN OLD.folder_id IS NULL AND NEW.folder_id IS NOT NULL
  BEGIN ${countInFolder('+', 'NEW')}
  END;
  CREATE TRIGGER folder_changed AFTER UPDATE OF state, size ON transfers
    WHEN NEW.folder_id IS NOT NULL AND OLD.folder_id IS NOT NULL
      AND ((OLD.state <> NEW.state
          AND (NEW.state IN (${list(final)}) OR OLD.state IN (${list(final)})))
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

  CREATE TRIGGER batch_revived AFTER UPDATE OF state ON transfers
    WHEN OLD.state IN (${list(final)}) AND NEW.state IN (${list(live)})
  BEGIN
    UPDATE batches SET may_live = 1, ended_at = NULL WHERE id = NEW.batch_id AND may_live = 0;
  END;
  CREATE TRIGGER folders_removed AFTER DELETE ON batches BEGIN
    DELETE FROM folders WHERE batch_id = OLD.id;
  END;
`;

/**
 * Version 7: the folders of an upload with counters of their own, and whether an upload is
 * finished. Rows of earlier versions get their folders when the user opens their upload, so that a
 * long queue opens at once.
 */
export function addFolders(database: Database): void {
  database.exec(tables);
  database.exec(triggers);
}
