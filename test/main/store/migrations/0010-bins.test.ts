import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { binnedTables } from '../../../../main/store/migrations/all-migrations.ts';
import { migrateTo } from '../operations-fixture.ts';

it('adds empty bins, and keeps the queue', () => {
  const database = new Database(':memory:');
  migrateTo(database, 9);
  database.exec(`
    INSERT INTO buckets (id, account_id, name) VALUES (1, 'work', 'photos');
    INSERT INTO batches (name, bucket_id, prefix, conflict_policy, options, scan_options,
        created_at, scan)
      VALUES ('holiday', 1, '', 'ask', '{}', '{}', 5, 'complete')`);
  migrateTo(database, 10);
  expect(database.prepare('SELECT name FROM batches').pluck().all()).toEqual(['holiday']);
  for (const table of binnedTables) {
    expect(database.prepare(`SELECT count(*) FROM binned_${table}`).pluck().get()).toBe(0);
  }
});
