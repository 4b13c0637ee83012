import { closeSync, openSync, readFileSync, renameSync, truncateSync, writeSync } from 'node:fs';
import { isMissing } from './record-files.ts';

const lineFeed = 0x0a;
/** Outdated lines that the log may hold before it is rewritten. */
const toleratedWaste = 10_000;

/**
 * Records by name, in memory and in a file that only grows. The file has a line for every change:
 * `[name, record]`, or `[name]` for a removal. A change is one write, so a killed server leaves
 * the old record or the new record. An incomplete last line counts as never written.
 *
 * Synchronous on purpose: file and memory change within one turn of the event loop, so no request
 * can run between them.
 */
export class RecordLog<Value> {
  readonly #path: string;
  readonly #records = new Map<string, Value>();
  #file: number;
  #lines = 0;

  /** Reads the log, or creates it; the folder must exist. */
  constructor(path: string) {
    this.#path = path;
    this.#load();
    this.#file = openSync(path, 'a');
  }

  get size(): number {
    return this.#records.size;
  }

  get(name: string): Value | undefined {
    return this.#records.get(name);
  }

  names(): Iterable<string> {
    return this.#records.keys();
  }

  values(): Iterable<Value> {
    return this.#records.values();
  }

  put(name: string, value: Value): void {
    this.#append(JSON.stringify([name, value]));
    this.#records.set(name, value);
    this.#tidy();
  }

  delete(name: string): void {
    if (!this.#records.has(name)) return;
    this.#append(JSON.stringify([name]));
    this.#records.delete(name);
    this.#tidy();
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(line: string): void {
    writeFully(this.#file, `${line}\n`);
    this.#lines += 1;
  }

  /** Rewrites the log when most of its lines are outdated. */
  #tidy(): void {
    if (this.#lines - this.#records.size <= this.#records.size + toleratedWaste) return;
    const temporary = `${this.#path}.new`;
    const file = openSync(temporary, 'w');
    for (const [name, value] of this.#records)
      writeFully(file, `${JSON.stringify([name, value])}\n`);
    closeSync(this.#file);
    renameSync(temporary, this.#path);
    this.#file = file;
    this.#lines = this.#records.size;
  }

  #load(): void {
    const bytes = readIfThere(this.#path);
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, start);
      if (end === -1) break;
      const [name, value] = JSON.parse(bytes.toString('utf8', start, end)) as [string, Value?];
      if (value === undefined) this.#records.delete(name);
      else this.#records.set(name, value);
      this.#lines += 1;
      start = end + 1;
    }
    if (start < bytes.length) truncateSync(this.#path, start);
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return Buffer.alloc(0);
    throw error;
  }
}

function writeFully(file: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let written = 0; written < bytes.length;) {
    written += writeSync(file, bytes, written);
  }
}
