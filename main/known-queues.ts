import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';

/** The user's data folder, where the command line keeps its queue. */
export function dataFolder(): string {
  return envPaths('ferry', { suffix: '' }).data;
}

/** Folder in which all Ferrys of this user register their queues, the desktop app included. */
export function knownQueuesFolder(): string {
  return path.join(dataFolder(), 'queues');
}

/** A queue that a Ferry of this user opened. */
interface KnownQueue {
  /** Path with resolved links. */
  readonly file: string;
  /** Number of its disk, to distinguish a deleted file from a disk that is not connected. */
  readonly device: string;
}

/**
 * Register of all queues that this user's Ferrys opened: a Ferry spares the uploads of the others.
 */
interface KnownQueues {
  /** @throws the file system's error; the caller decides how serious that is. */
  add(file: string): Promise<void>;
  /** The newest entry of each queue. Unreadable entries are left out. */
  list(): Promise<readonly KnownQueue[]>;
  forget(file: string): Promise<void>;
}

function readNote(text: string): KnownQueue | undefined {
  const note: unknown = JSON.parse(text);
  if (typeof note !== 'object' || note === null) return undefined;
  if (!('file' in note && 'device' in note)) return undefined;
  const { file, device } = note;
  return typeof file === 'string' && typeof device === 'string' ? { file, device } : undefined;
}

/**
 * Keeps one small file for each queue in `folder`: two Ferrys that start at the same time write two
 * files and need no lock.
 */
export function knownQueues(folder: string): KnownQueues {
  const noteOf = (file: string): string =>
    path.join(folder, `${createHash('sha256').update(file).digest('hex').slice(0, 32)}.json`);

  async function read(name: string): Promise<KnownQueue | undefined> {
    try {
      return readNote(await readFile(path.join(folder, name), 'utf8'));
    } catch {
      return undefined;
    }
  }

  return {
    async add(file) {
      const resolved = await realpath(file);
      const { dev } = await stat(resolved, { bigint: true });
      const note: KnownQueue = { file: resolved, device: dev.toString() };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(noteOf(resolved), JSON.stringify(note), { mode: 0o600 });
    },
    async list() {
      const names = await readdir(folder).catch(() => []);
      const notes = await Promise.all(names.map(read));
      return notes.filter((note) => note !== undefined);
    },
    async forget(file) {
      await rm(noteOf(file), { force: true });
    },
  };
}
