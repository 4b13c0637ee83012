import Database from 'better-sqlite3';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';

/** Writes `text` over the bytes at `offset`. */
export function overwrite(file: string, offset: number, text: string | Buffer): void {
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Buffer.from(text), 0, undefined, offset);
  closeSync(descriptor);
}

/** Fills the first page of a table or an index with noise. The database is closed. */
export function damagePageOf(file: string, name: string): void {
  const database = new Database(file, { readonly: true });
  const find = 'SELECT rootpage FROM sqlite_schema WHERE name = ?';
  const page = Number(database.prepare(find).pluck().get(name));
  const size = Number(database.pragma('page_size', { simple: true }));
  database.close();
  overwrite(file, (page - 1) * size, Buffer.alloc(size, 0xa5));
}

export function cutShort(file: string, size: number): void {
  writeFileSync(file, readFileSync(file).subarray(0, size));
}
