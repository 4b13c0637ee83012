import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrateTo } from '../operations-fixture.ts';

it('forgets limits that were only defaults, and keeps the others', () => {
  const database = new Database(':memory:');
  migrateTo(database, 10);
  const add = database.prepare('INSERT INTO settings (name, value) VALUES (?, ?)');
  add.run('smallFilesAtOnce', '16');
  add.run('partsAtOnce', '12');
  add.run('partsPerFile', '2');
  add.run('jobsAtOnce', '4');
  migrateTo(database, 11);
  expect(database.prepare('SELECT name, value FROM settings ORDER BY name').all()).toEqual([
    { name: 'jobsAtOnce', value: '4' },
    { name: 'partsPerFile', value: '2' },
  ]);
});
