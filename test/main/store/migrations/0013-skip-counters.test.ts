import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { expectTrueSkips, migrateTo } from '../operations-fixture.ts';

it('version 13: counts by reason what was skipped already, and keeps every row as it is', () => {
  const database = new Database(':memory:');
  migrateTo(database, 12);
  database.exec(`
    INSERT INTO buckets (account_id, name) VALUES ('work', 'pictures');
    INSERT INTO batches
        (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan)
      VALUES ('one', 1, '', 'ask', '{}', '{}', 1, 'complete'),
        ('two', 1, '', 'ask', '{}', '{}', 1, 'complete')`);
  const add = database.prepare(`
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          created_at, updated_at)
      VALUES (?, 1, ?, 'file', ?, ?, 1, 'small', ?, ?, 1, 1)`);
  const rows = [
    [1, 'skipped', 'exists'],
    [1, 'skipped', 'exists'],
    [1, 'skipped', 'identical'],
    [2, 'skipped', 'exists'],
    [2, 'done', 'crc64'],
  ] as const;
  rows.forEach(([batch, state, why], index) => {
    add.run(batch, `key-${index}`, `/data/${index}`, `${index}`, state, why);
  });
  const all = database.prepare('SELECT * FROM transfers ORDER BY id');
  const before = all.all();
  migrateTo(database, 13);
  expect(all.all()).toEqual(before);
  expectTrueSkips(database);
  const files = 'SELECT files FROM skip_counters WHERE batch_id = ? AND why = ?';
  expect(database.prepare(files).pluck().get(1, 'exists')).toBe(2);
  expect(database.prepare(files).pluck().all(2, 'exists')).toEqual([1]);
  database.close();
});
