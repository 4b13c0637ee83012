import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../../../../main/store/database/schema.ts';
import { forgetFormerLimits } from '../../../../main/store/migrations/0011-adaptive-limits.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';

it('forgets limits that were only defaults, and keeps the others', () => {
  const database = new Database(':memory:');
  const position = allMigrations.findIndex((step) => step.migrate === forgetFormerLimits);
  migrate(database, allMigrations.slice(0, position));
  const add = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?)');
  add.run('smallFilesAtOnce', '16');
  add.run('partsAtOnce', '12');
  add.run('partsPerFile', '2');
  add.run('jobsAtOnce', '4');
  migrate(database, allMigrations.slice(0, position + 1));
  expect(database.prepare('SELECT name, value FROM settings ORDER BY name').all()).toEqual([
    { name: 'jobsAtOnce', value: '4' },
    { name: 'partsPerFile', value: '2' },
  ]);
});
