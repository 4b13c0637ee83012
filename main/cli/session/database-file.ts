import { access, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { TransferError } from '../../../shared/errors.ts';
import { dataFolder } from '../../data-folder.ts';
import type { World } from '../run/world.ts';

/** The database that `--db` names, or the one in the user's data folder. */
export function databaseFile(world: World, db: string | undefined): string {
  if (db !== undefined) return path.resolve(world.workingDirectory, db);
  return path.join(dataFolder(), 'queue.db');
}

/**
 * Creates the database folder, readable by its owner only, because object keys and file names are
 * private. An existing folder keeps its permissions.
 *
 * @throws TransferError `database-failed`
 */
export async function makeDatabaseFolder(file: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new TransferError({ code: 'database-failed', detail }, { cause: error });
  }
}

/** Whether the database file exists. */
export async function databaseExists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}

/** The command that resumes the work of a database, ready to type. */
export function resumeCommand(db: string | undefined): string {
  return db === undefined ? 'ferry resume' : `ferry resume --db ${shellWord(db)}`;
}

/** `text` as one word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
