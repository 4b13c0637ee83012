import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

it('adds damaged objects to a queue, and keeps what is in it', () => {
  const database = new Database(':memory:');
  migrateTo(database, 4);
  database.exec(`INSERT INTO buckets (id, account_id, name) VALUES (3, 'main', 'photos')`);
  migrateTo(database, 5);
  database.exec(`INSERT INTO damaged_objects (bucket_id, key, etag) VALUES (3, 'a.jpg', '"E"')`);
  const find =
    'SELECT name, key, etag FROM damaged_objects AS d JOIN buckets AS b ON b.id = d.bucket_id';
  expect(database.prepare(find).all()).toEqual([{ name: 'photos', key: 'a.jpg', etag: '"E"' }]);
});
