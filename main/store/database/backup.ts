import Database from 'better-sqlite3';
import type { Database as OpenDatabase } from 'better-sqlite3';
import { existsSync } from 'node:fs';
import { checkPages, checkSchema } from './check-database.ts';
import { applicationId } from './inspect-file.ts';
import type { Migration } from './migrate.ts';
import { latestVersion, refuseNewer, schemaVersion } from './migrate.ts';
import { removeDatabaseFiles, replaceFile, unfinishedCopy } from './queue-files.ts';

const pagesAtOnce = 1000;

/**
 * Copies the database to `target` while it stays in use, a few pages at a time. The copy replaces
 * the previous backup only after a full check. A backup of a damaged database must not replace a
 * good one.
 *
 * @throws TransferError `database-damaged`, and the errors of SQLite; `target` is unchanged then.
 */
export async function backUp(database: OpenDatabase, target: string): Promise<void> {
  const unfinished = unfinishedCopy(target);
  removeDatabaseFiles(unfinished);
  try {
    await database.backup(unfinished, { progress: () => pagesAtOnce });
    const copy = new Database(unfinished);
    try {
      // Makes the copy complete without a write-ahead log.
      copy.pragma('journal_mode = DELETE');
      checkPages(copy, 'whole');
    } finally {
      copy.close();
    }
    replaceFile(unfinished, target);
  } finally {
    removeDatabaseFiles(unfinished);
  }
}

/** True when `backup` is a sound database of Ferry that this version can use. */
export function isUsableBackup(backup: string, migrations: readonly Migration[]): boolean {
  if (!existsSync(backup)) return false;
  try {
    const database = new Database(backup, { readonly: true });
    try {
      const version = schemaVersion(database);
      refuseNewer(version, migrations);
      checkPages(database, 'whole');
      if (version === latestVersion(migrations)) checkSchema(database, migrations);
      return version > 0 && database.pragma('application_id', { simple: true }) === applicationId;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}
