import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../../main/store/database/schema.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';
import { addDamagedObjects } from '../../../../main/store/migrations/0005-damaged-objects.ts';

it('adds damaged objects to a queue, and keeps what is in it', () => {
  const database = new Database(':memory:');
  const position = allMigrations.findIndex((step) => step.migrate === addDamagedObjects);
  migrate(database, allMigrations.slice(0, position));
  database.exec(`INSERT INTO buckets (id, account_id, name) VALUES (3, 'main', 'photos')`);
  migrate(database, allMigrations.slice(0, position + 1));
  database.exec(`INSERT INTO damaged_objects (bucket_id, key, etag) VALUES (3, 'a.jpg', '"E"')`);
  const find =
    'SELECT name, key, etag FROM damaged_objects AS d JOIN buckets AS b ON b.id = d.bucket_id';
  expect(database.prepare(find).all()).toEqual([{ name: 'photos', key: 'a.jpg', etag: '"E"' }]);
});
