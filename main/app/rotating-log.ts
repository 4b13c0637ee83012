import { appendFile, mkdir, rename, stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { logLine } from '../../shared/log-line.ts';
import type { Log } from '../engine/ports/system.ts';

/** The log of the app: JSON lines of typed fields, so that a log line cannot contain a secret. */
interface RotatingLog extends Log {
  /** Resolves when all lines written so far are in the file. */
  flush(): Promise<void>;
}

interface RotatingLogOptions {
  /** The newest file, such as `ferry.log`. Its folder is created when it is missing. */
  readonly file: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Bytes after which the file is rotated. */
  readonly mostBytes?: number;
  /** The number of older files that are kept beside it, such as `ferry.1.log`. */
  readonly olderFiles?: number;
}

const MiB = 1024 * 1024;

/** Writes lines that arrive together in one call. A full disk must not end an upload. */
export function createRotatingLog(options: RotatingLogOptions): RotatingLog {
  const { file, now, mostBytes = 2 * MiB, olderFiles = 3 } = options;
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let size: number | undefined;

  async function rotate(): Promise<void> {
    for (let age = olderFiles; age >= 1; age -= 1) {
      const younger = age === 1 ? file : olderName(file, age - 1);
      await rename(younger, olderName(file, age)).catch(() => undefined);
    }
    size = 0;
  }

  async function writeWaiting(): Promise<void> {
    try {
      if (size === undefined) {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        size = await stat(file).then(
          (found) => found.size,
          () => 0,
        );
      }
      while (waiting.length > 0) {
        const text = waiting.join('');
        waiting = [];
        if (size >= mostBytes) await rotate();
        await appendFile(file, text, { mode: 0o600 });
        size += Buffer.byteLength(text);
      }
    } catch {
      waiting = [];
    } finally {
      writing = undefined;
    }
  }

  return {
    write(level, entry) {
      waiting.push(logLine(now(), level, entry));
      writing ??= Promise.resolve().then(writeWaiting);
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
  };
}

function olderName(file: string, age: number): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.${age}${ext}`);
}
