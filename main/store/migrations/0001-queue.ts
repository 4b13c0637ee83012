import type { Database } from 'better-sqlite3';

const tables = `
  CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    region TEXT NOT NULL,
    addressing TEXT NOT NULL,
    credential_kind TEXT NOT NULL,
    profile TEXT
  ) STRICT;

  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE buckets (
    id INTEGER PRIMARY KEY,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (account_id, name)
  ) STRICT;

  CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    bucket_id INTEGER NOT NULL REFERENCES buckets (id),
    prefix TEXT NOT NULL,
    conflict_policy TEXT NOT NULL,
    options TEXT NOT NULL,
    scan_options TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    scan TEXT NOT NULL
  ) STRICT;

  CREATE TABLE batch_roots (
    batch_id INTEGER NOT NULL REFERENCES batches (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, position)
  ) STRICT, WITHOUT ROWID;

  -- batch_id is no foreign key: the check would cost every row of a bulk insert, and batches go
  -- only when they have no rows.
  CREATE TABLE transfers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL,
    bucket_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_path TEXT NOT NULL,
    source_name TEXT,
    relative_path TEXT NOT NULL,
    size INTEGER NOT NULL,
    lane TEXT NOT NULL,
    identity TEXT,
    state TEXT NOT NULL,
    why TEXT,
    until INTEGER,
    error TEXT,
    error_code TEXT,
    bytes_sent INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL DEFAULT 0,
    conflict_policy TEXT,
    result TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE checkpoints (
    transfer_id INTEGER PRIMARY KEY REFERENCES transfers (id) ON DELETE CASCADE,
    part_size INTEGER NOT NULL,
    identity TEXT NOT NULL,
    upload_id TEXT UNIQUE,
    intended_at INTEGER NOT NULL,
    completing INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE parts (
    transfer_id INTEGER NOT NULL REFERENCES checkpoints (transfer_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    size INTEGER NOT NULL,
    etag TEXT NOT NULL,
    crc64 TEXT NOT NULL,
    crc64_confirmed INTEGER NOT NULL,
    PRIMARY KEY (transfer_id, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE failed_attempts (
    transfer_id INTEGER NOT NULL REFERENCES transfers (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    error TEXT NOT NULL,
    PRIMARY KEY (transfer_id, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE cleanups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    bucket_id INTEGER REFERENCES buckets (id),
    key TEXT,
    upload_id TEXT,
    intended_at INTEGER,
    path TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL
  ) STRICT;

  -- Batch 0 is the sum of all.
  CREATE TABLE counters (
    batch_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    bytes_sent INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, state)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE failure_counters (
    batch_id INTEGER NOT NULL,
    code TEXT NOT NULL,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, code)
  ) STRICT, WITHOUT ROWID;
`;

const indexes = `
  CREATE INDEX roots_to_scan ON batch_roots (batch_id, position) WHERE finished = 0;

  -- A scan that is repeated finds its own rows.
  CREATE UNIQUE INDEX transfers_by_source ON transfers (batch_id, source_path, source_kind);
  -- Who else sends, or has sent, to this object.
  CREATE INDEX transfers_by_object ON transfers (bucket_id, key);
  -- One run of entries a lane and bucket, so that a blocked account is stepped over as a whole.
  CREATE INDEX transfers_to_claim ON transfers (lane, bucket_id, position)
    WHERE state = 'queued';
  -- The order of the queue within each state; the last two columns answer filters.
  CREATE INDEX transfers_by_queue ON transfers (state, position, id, batch_id, error_code);
  CREATE INDEX transfers_by_error ON transfers (error_code, batch_id)
    WHERE error_code IS NOT NULL;
  CREATE INDEX transfers_to_wake ON transfers (until)
    WHERE state = 'waiting' AND until IS NOT NULL;
  CREATE INDEX transfers_by_wait ON transfers (why, bucket_id) WHERE state = 'waiting';

  CREATE INDEX cleanups_by_time ON cleanups (due_at);
  CREATE UNIQUE INDEX cleanups_by_upload ON cleanups (upload_id) WHERE upload_id IS NOT NULL;
  CREATE UNIQUE INDEX cleanups_by_path ON cleanups (path) WHERE path IS NOT NULL;
`;

const states = [
  'queued',
  'uploading',
  'verifying',
  'waiting',
  'paused',
  'done',
  'skipped',
  'failed',
  'cancelled',
];

// Each statement names one row by its full key. An IN over both keys would build a temporary table
// for every changed row.
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

// No upsert: with an upsert in a trigger, SQLite copies every page that a statement changes, even
// when the trigger does not fire.
const countFailure = (sign: '+' | '-', row: 'NEW' | 'OLD'): string =>
  [`${row}.batch_id`, '0']
    .map(
      (batch) => `
      INSERT INTO failure_counters (batch_id, code)
        SELECT ${batch}, ${row}.error_code WHERE NOT EXISTS (
          SELECT 1 FROM failure_counters WHERE batch_id = ${batch} AND code = ${row}.error_code);
      UPDATE failure_counters
        SET files = files ${sign} 1, bytes = bytes ${sign} ${row}.size
        WHERE batch_id = ${batch} AND code = ${row}.error_code;`,
    )
    .join('');

const triggers = `
  CREATE TRIGGER batch_added AFTER INSERT ON batches BEGIN
    INSERT INTO counters (batch_id, state) SELECT NEW.id, state FROM counters WHERE batch_id = 0;
  END;
  CREATE TRIGGER batch_removed AFTER DELETE ON batches BEGIN
    DELETE FROM counters WHERE batch_id = OLD.id;
    DELETE FROM failure_counters WHERE batch_id = OLD.id;
  END;

  CREATE TRIGGER transfer_added AFTER INSERT ON transfers BEGIN ${count('+', 'NEW')}
  END;
  CREATE TRIGGER transfer_removed AFTER DELETE ON transfers BEGIN ${count('-', 'OLD')}
  END;
  CREATE TRIGGER transfer_changed AFTER UPDATE OF state, size, bytes_sent ON transfers
    WHEN OLD.state <> NEW.state OR OLD.size <> NEW.size OR OLD.bytes_sent <> NEW.bytes_sent
  BEGIN ${count('-', 'OLD')} ${count('+', 'NEW')}
  END;

  CREATE TRIGGER failure_added AFTER INSERT ON transfers
    WHEN NEW.error_code IS NOT NULL
  BEGIN ${countFailure('+', 'NEW')}
  END;
  CREATE TRIGGER failure_removed AFTER DELETE ON transfers
    WHEN OLD.error_code IS NOT NULL
  BEGIN ${countFailure('-', 'OLD')}
  END;
  CREATE TRIGGER failure_begun AFTER UPDATE OF error_code, size ON transfers
    WHEN NEW.error_code IS NOT NULL
  BEGIN ${countFailure('+', 'NEW')}
  END;
  CREATE TRIGGER failure_ended AFTER UPDATE OF error_code, size ON transfers
    WHEN OLD.error_code IS NOT NULL
  BEGIN ${countFailure('-', 'OLD')}
  END;
`;

/** Version 1: the queue, its checkpoints, cleanups and counters, the accounts and the settings. */
export function createQueue(database: Database): void {
  database.pragma('application_id = 0x46657279');
  database.exec(tables);
  database.exec(indexes);
  const addTotal = database.prepare('INSERT INTO counters (batch_id, state) VALUES (0, ?)');
  for (const state of states) addTotal.run(state);
  database.exec(triggers);
}
