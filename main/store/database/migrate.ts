import type { Database } from 'better-sqlite3';
import { TransferError } from '../../../shared/errors.ts';

/** One migration of the schema. */
export interface Migration {
  /** The `user_version` after this migration. */
  readonly version: number;
  migrate(database: Database): void;
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

export function schemaVersion(database: Database): number {
  return Number(database.pragma('user_version', { simple: true }));
}

/** Runs the pending migrations, each in its own transaction. */
export function migrate(database: Database, migrations: readonly Migration[]): void {
  refuseNewer(schemaVersion(database), migrations);
  for (const migration of migrations) {
    if (migration.version <= schemaVersion(database)) continue;
    database.transaction(() => {
      migration.migrate(database);
      database.pragma(`user_version = ${migration.version}`);
    })();
  }
}
