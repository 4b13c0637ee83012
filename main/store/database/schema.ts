import Database from 'better-sqlite3';
import type { Database as OpenDatabase } from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';

/** One migration of the schema. */
export interface Migration {
  /** The `user_version` after this migration. */
  readonly version: number;
  migrate(database: OpenDatabase): void;
}

/** The version after the last migration. @throws Error when the versions do not rise strictly. */
export function latestVersion(migrations: readonly Migration[]): number {
  let version = 0;
  for (const migration of migrations) {
    if (!Number.isInteger(migration.version) || migration.version <= version) {
      throw new Error(`Migration ${migration.version} comes after migration ${version}`);
    }
    version = migration.version;
  }
  return version;
}

/**
 * @throws TransferError `database-newer` for a database that a later Ferry has written. The file
 *   stays unchanged, because this version would destroy data that it does not know.
 */
export function refuseNewer(version: number, migrations: readonly Migration[]): void {
  const latest = latestVersion(migrations);
  if (version <= latest) return;
  const detail = `The database has version ${version}; this Ferry knows versions up to ${latest}`;
  throw new TransferError({ code: 'database-newer', detail });
}

export function schemaVersion(database: OpenDatabase): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** Runs the pending migrations, each in its own transaction. */
export function migrate(database: OpenDatabase, migrations: readonly Migration[]): void {
  refuseNewer(schemaVersion(database), migrations);
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(database)) continue;
    database.transaction(() => {
      migration.migrate(database);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
}

interface SchemaObject {
  readonly type: string;
  readonly name: string;
  readonly sql: string | null;
}

function readSchema(database: OpenDatabase): readonly SchemaObject[] {
  return database
    .prepare<[], SchemaObject>(
      "SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'",
    )
    .all();
}

/**
 * Compares the schema with the result of the migrations. Indexes that were added later count as no
 * difference. The cost does not depend on the number of rows.
 *
 * @throws TransferError `database-damaged`
 */
export function checkSchema(database: OpenDatabase, migrations: readonly Migration[]): void {
  const model = new Database(':memory:');
  try {
    migrate(model, migrations);
    const found = new Map(readSchema(database).map((object) => [object.name, object]));
    const differs = readSchema(model).find((expected) => {
      const object = found.get(expected.name);
      return object?.type !== expected.type || object.sql !== expected.sql;
    });
    if (differs === undefined) return;
    const detail = `The ${differs.type} ${differs.name} is missing or changed`;
    throw new TransferError({ code: 'database-damaged', detail });
  } finally {
    model.close();
  }
}

/** Tables that stay small in any queue and that uploads require. */
const smallTables = ['accounts', 'settings', 'buckets', 'batches', 'checkpoints', 'cleanups'];

/**
 * Checks for damaged pages (https://sqlite.org/pragma.html#pragma_quick_check).
 *
 * @param reach `whole` reads the whole file, about 0.3 s for 128 MB in memory; `small` skips the
 *   rows of the queue, whose damage shows when they are read.
 * @throws TransferError `database-damaged`
 */
export function checkPages(database: OpenDatabase, reach: 'whole' | 'small'): void {
  const checks =
    reach === 'whole' ? ['quick_check(1)'] : smallTables.map((table) => `quick_check(${table})`);
  for (const check of checks) {
    const [finding] = database.prepare<[], string>(`PRAGMA ${check}`).pluck().all();
    if (finding === 'ok') continue;
    const detail = `The database is damaged: ${finding ?? 'no answer'}`.slice(0, 300);
    throw new TransferError({ code: 'database-damaged', detail });
  }
}
