import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

const addRow = `
  INSERT INTO transfers (batch_id, bucket_id, key, source_kind, source_path, relative_path, size,
      lane, state, created_at, updated_at)
    VALUES (1, 1, ?, 'file', '/disk/t1/a.txt', ?, 5, 'small', 'queued', 0, 0)`;

it('version 3 keeps the rows of version 2, and takes one file under two names', () => {
  const database = new Database(':memory:');
  migrateTo(database, 2);
  database.prepare(addRow).run('d/a.txt', 'a.txt');
  const before = database.prepare('SELECT * FROM transfers').all();
  expect(() => database.prepare(addRow).run('d/t1/a.txt', 't1/a.txt')).toThrow(/UNIQUE/);
  migrateTo(database, 3);
  expect(database.prepare('SELECT * FROM transfers').all()).toEqual(before);
  database.prepare(addRow).run('d/t1/a.txt', 't1/a.txt');
  expect(() => database.prepare(addRow).run('d/renamed.txt', 'a.txt')).toThrow(/UNIQUE/);
  const count = "SELECT files FROM counters WHERE batch_id = 0 AND state = 'queued'";
  expect(database.prepare(count).pluck().get()).toBe(2);
});
