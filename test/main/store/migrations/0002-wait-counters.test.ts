import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { expectTrueCounters, migrateTo } from '../operations-fixture.ts';

/** Rows of two batches as version 1 left them: [batch, state, why, until]. */
const rows = [
  [1, 'waiting', 'conflict', null],
  [1, 'waiting', 'conflict', null],
  [1, 'waiting', 'retry', 5000],
  [1, 'skipped', 'exists', null],
  [2, 'waiting', 'conflict', null],
  [2, 'done', 'crc64', null],
] as const;

it('version 2: counts what waits already, and keeps every row as it is', () => {
  const database = new Database(':memory:');
  migrateTo(database, 1);
  database.exec(`
    INSERT INTO buckets (account_id, name) VALUES ('work', 'pictures');
    INSERT INTO batches
        (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan)
      VALUES ('one', 1, '', 'ask', '{}', '{}', 1, 'complete'),
        ('two', 1, '', 'ask', '{}', '{}', 1, 'complete')`);
  const add = database.prepare(`
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          until, created_at, updated_at)
      VALUES (?, 1, ?, 'file', ?, ?, 1, 'small', ?, ?, ?, 1, 1)`);
  rows.forEach(([batch, state, why, until], index) => {
    add.run(batch, `key-${index}`, `/data/${index}`, `${index}`, state, why, until);
  });
  const all = database.prepare('SELECT * FROM transfers ORDER BY id');
  const before = all.all();
  migrateTo(database, 2);
  expect(all.all()).toEqual(before);
  const counted = 'SELECT files FROM wait_counters WHERE batch_id = ? AND why = ? AND timed = ?';
  const files = database.prepare<unknown[], number>(counted).pluck();
  expect(files.get(0, 'conflict', 0)).toBe(3);
  expect(files.get(1, 'retry', 1)).toBe(1);
  expectTrueCounters(database);
  database.close();
});
