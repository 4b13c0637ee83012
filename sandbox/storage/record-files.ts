import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Puts a record on disk in one step: whoever reads the file sees the old one or the new one.
 *
 * Synchronous on purpose: a record and the memory that mirrors it change within one turn of the
 * event loop, so no request can come between them.
 */
export function writeRecord(path: string, record: unknown): void {
  const temporary = `${path}.new`;
  const text = JSON.stringify(record);
  try {
    writeFileSync(temporary, text);
  } catch (error) {
    if (!isMissing(error)) throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
  }
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

/** Reads every record below a folder; leftovers of interrupted writes are removed. */
export function readRecords(folder: string): unknown[] {
  const records: unknown[] = [];
  for (const name of listFolder(folder, true)) {
    const path = join(folder, name);
    if (name.endsWith('.new')) rmSync(path, { force: true });
    else if (name.endsWith('.json')) records.push(JSON.parse(readFileSync(path, 'utf8')));
  }
  return records;
}

export function removeRecord(path: string): void {
  rmSync(path, { force: true });
}

/** The names in a folder, [] when it is missing. */
export function listFolder(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Where an object's record lies: named by a hash, since a key may hold anything. */
export function objectRecordPath(bucketFolder: string, key: string): string {
  const hash = createHash('sha256').update(key, 'utf8').digest('hex');
  return join(bucketFolder, 'objects', hash.slice(0, 2), `${hash}.json`);
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
