import type { Migration } from '../../../main/store/database/schema.ts';
import { allMigrations } from '../../../main/store/migrations/all-migrations.ts';

/** What later versions of Ferry might do to the schema: a column, a table, and a change of each row. */
export const laterMigrations: readonly Migration[] = [
  ...allMigrations,
  {
    version: 1001,
    migrate: (database) => void database.exec('ALTER TABLE batches ADD COLUMN colour TEXT'),
  },
  {
    version: 1002,
    migrate(database) {
      database.exec('CREATE TABLE labels (transfer_id INTEGER PRIMARY KEY, text TEXT) STRICT');
      database.exec('INSERT INTO labels SELECT id, key FROM transfers');
      database.exec("UPDATE transfers SET relative_path = relative_path || ''");
    },
  },
];
