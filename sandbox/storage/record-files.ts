import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Replaces a record on disk atomically: a reader of the file sees the old or the new record. */
export function writeRecord(path: string, record: unknown): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, JSON.stringify(record));
  renameSync(temporary, path);
}

/** Reads a record, or undefined when there is none. */
export function readRecord(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The names in a folder, [] when it is missing. */
export function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
