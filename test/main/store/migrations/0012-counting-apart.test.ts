import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import {
  countedOperations,
  expectTrueCounters,
  expectTrueFolders,
  migrateTo,
} from '../operations-fixture.ts';
import { StoreContext } from '../../../../main/store/operations/store-context.ts';

it('version 12: keeps rows and counters, and counts every later change', () => {
  const database = new Database(':memory:');
  migrateTo(database, 11);
  database.exec(`
    INSERT INTO buckets (account_id, name) VALUES ('work', 'pictures');
    INSERT INTO batches
        (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan)
      VALUES ('one', 1, '', 'ask', '{}', '{}', 1, 'complete');
    INSERT INTO folders (batch_id, parent_id, name) VALUES (1, 0, '')`);
  const add = database.prepare(`
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          created_at, updated_at, folder_id)
      VALUES (1, 1, ?, 'file', ?, ?, 10, 'small', ?, ?, 1, 1, 1)`);
  for (const [name, state, why] of [
    ['a', 'queued', null],
    ['b', 'queued', null],
    ['c', 'done', 'crc64'],
    ['d', 'paused', null],
  ]) {
    add.run(name, `/data/${name}`, name, state, why);
  }
  const all = database.prepare('SELECT * FROM transfers ORDER BY id');
  const before = all.all();
  migrateTo(database);
  expect(all.all()).toEqual(before);
  expectTrueCounters(database);
  const { claim, apply, applyToAll } = countedOperations(new StoreContext(database));
  claim('small', 2, []);
  apply(1, { type: 'finish', verified: 'crc64' });
  applyToAll({ all: true }, { type: 'cancel' });
  expectTrueCounters(database);
  expectTrueFolders(database);
  database.close();
});
