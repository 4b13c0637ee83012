import Database from 'better-sqlite3';
import type { Database as OpenDatabase } from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { SearchCursor } from '../../../../main/engine/ports/row-selection.ts';
import { StoreContext } from '../../../../main/store/operations/store-context.ts';
import {
  countedOperations,
  expectTrueCounters,
  expectTrueFolders,
  migrateTo,
} from '../operations-fixture.ts';

/** A queue of the version before, with an unfinished batch of `rows` rows and a finished one. */
function oldQueue(rows: number): OpenDatabase {
  const database = new Database(':memory:');
  migrateTo(database, 6);
  database.exec(`
    INSERT INTO buckets (account_id, name) VALUES ('work', 'pictures');
    INSERT INTO batches
        (name, bucket_id, prefix, conflict_policy, options, scan_options, created_at, scan)
      VALUES ('one', 1, '', 'ask', '{}', '{}', 1, 'complete'),
        ('two', 1, '', 'ask', '{}', '{}', 2, 'complete');
    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rows})
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          created_at, updated_at)
      SELECT 1, 1, 'trip/' || (n % 3) || '/' || n, 'file', '/data/trip/' || (n % 3) || '/' || n,
          'trip/' || (n % 3) || '/' || n, 7, 'small', iif(n % 2, 'done', 'queued'),
          iif(n % 2, 'crc64', NULL), 1, 1
        FROM numbers;
    INSERT INTO transfers
        (batch_id, bucket_id, key, source_kind, source_path, relative_path, size, lane, state, why,
          created_at, updated_at)
      VALUES (2, 1, 'a.txt', 'file', '/data/a.txt', 'a.txt', 9, 'small', 'done', 'crc64', 1, 1)`);
  return database;
}

it('version 7: keeps every row, and knows which uploads are unfinished', () => {
  const database = oldQueue(10);
  const all = database.prepare('SELECT id, key, state, size FROM transfers ORDER BY id');
  const before = all.all();
  migrateTo(database, 7);
  expect(all.all()).toEqual(before);
  const live = database.prepare('SELECT may_live FROM batches ORDER BY id').pluck();
  expect(live.all()).toEqual([1, 0]);
  expectTrueCounters(database);
  database.close();
});

it('an old upload gets its folders in portions, and its rows change meanwhile', () => {
  const database = oldQueue(5000);
  migrateTo(database);
  const context = new StoreContext(database);
  const { tree, sortIntoFolders, claim, apply } = countedOperations(context);
  const readTree = () => tree({ batchId: 1, filter: 'all', flipped: [], first: 0, last: 9 });
  expect(readTree()).toEqual({ total: 0, matching: 0, lines: [], isUnsorted: true, held: 0 });
  let portions = 0;
  let after: SearchCursor | undefined;
  do {
    after = sortIntoFolders(1, after);
    portions += 1;
    for (const { id } of claim('small', 10, [])) {
      apply(id, { type: 'verify' });
      apply(id, { type: 'finish', verified: 'crc64' });
    }
  } while (after !== undefined);
  expect(portions).toBe(6);
  expect(readTree()).toMatchObject({ total: 3, matching: 5000, isUnsorted: false });
  expect(readTree().lines).toMatchObject([
    { kind: 'folder', name: '0', files: 1666, done: expect.any(Number) as number },
    { kind: 'folder', name: '1', files: 1667 },
    { kind: 'folder', name: '2', files: 1667 },
  ]);
  expectTrueCounters(database);
  expectTrueFolders(database);
  // Sorting again is harmless: nothing is left to do.
  expect(sortIntoFolders(1)).toBeUndefined();
  database.close();
});
