import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

const addRow = `
  INSERT INTO transfers (batch_id, bucket_id, key, source_kind, source_path, relative_path, size,
      lane, state, why, folder_id, created_at, updated_at)
    VALUES (1, 1, ?, 'file', ?, ?, 5, 'small', ?, ?, ?, 0, 0)`;

it('version 14 finds what was skipped before in its folder, and keeps every row as it is', () => {
  const database = new Database(':memory:');
  migrateTo(database, 13);
  const rows = [
    ['skipped', 'exists', 7],
    ['skipped', 'identical', 7],
    ['skipped', 'exists', null],
    ['done', 'crc64', 7],
  ] as const;
  rows.forEach(([state, why, folder], index) => {
    database.prepare(addRow).run(`key-${index}`, `/data/${index}`, `${index}`, state, why, folder);
  });
  const all = database.prepare('SELECT * FROM transfers ORDER BY id');
  const before = all.all();
  migrateTo(database);
  expect(all.all()).toEqual(before);
  const found = `
    SELECT why FROM transfers INDEXED BY transfers_skipped_by_folder
      WHERE folder_id = 7 AND state = 'skipped' ORDER BY why`;
  expect(database.prepare(found).pluck().all()).toEqual(['exists', 'identical']);
  database.close();
});
