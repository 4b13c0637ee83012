import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  latestVersion,
  migrate,
  refuseNewer,
  schemaVersion,
  type Migration,
} from '../../../../main/store/database/schema.ts';
import { allMigrations } from '../../../../main/store/migrations/all-migrations.ts';

const addTable = (version: number): Migration => ({
  version,
  migrate: (database) => void database.exec(`CREATE TABLE table_${version} (id INTEGER)`),
});

function tables(database: Database.Database): unknown[] {
  return database.prepare('SELECT name FROM sqlite_schema ORDER BY name').pluck().all();
}

describe('latestVersion', () => {
  it('takes the list of the product', () => {
    expect(latestVersion(allMigrations)).toBeGreaterThanOrEqual(1);
  });

  it.each([[[1, 1]], [[2, 1]], [[0]], [[-1]], [[1.5]], [[1, 3, 2]]])(
    'refuses the versions %j',
    (versions) => {
      expect(() => latestVersion(versions.map(addTable))).toThrow(/comes after migration/);
    },
  );
});

describe('migrate', () => {
  it('runs what the database has not seen, once', () => {
    const database = new Database(':memory:');
    migrate(database, [addTable(1)]);
    migrate(database, [addTable(1), addTable(2), addTable(5)]);
    migrate(database, [addTable(1), addTable(2), addTable(5)]);
    expect(tables(database)).toEqual(['table_1', 'table_2', 'table_5']);
    expect(schemaVersion(database)).toBe(5);
  });

  it('undoes a migration that fails half way, and keeps the ones before', () => {
    const database = new Database(':memory:');
    const failing: Migration = {
      version: 2,
      migrate: () => {
        addTable(2).migrate(database);
        throw new Error('No room');
      },
    };
    expect(() => migrate(database, [addTable(1), failing])).toThrow('No room');
    expect(tables(database)).toEqual(['table_1']);
    expect(schemaVersion(database)).toBe(1);
  });

  it('refuses a database from the future and writes nothing', () => {
    const database = new Database(':memory:');
    database.pragma('user_version = 3');
    expect(() => migrate(database, [addTable(1)])).toThrow(
      'The database has version 3; this Ferry knows versions up to 1',
    );
    expect(tables(database)).toEqual([]);
  });
});

describe('refuseNewer', () => {
  it('says so by a code', () => {
    expect(() => refuseNewer(2, [addTable(1)])).toThrow(
      expect.objectContaining({ code: 'database-newer' }),
    );
    expect(() => refuseNewer(1, [addTable(1)])).not.toThrow();
  });
});
