import { randomFillSync } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

/** Paths of the files beside a database `file`, and when each one exists. */
export const queueFiles = {
  /** The last backup. */
  backup: (file: string) => `${file}.backup`,
  /** The database before the last change of its schema. */
  beforeMigration: (file: string) => `${file}.before-migration`,
  /** Reserved space that is freed when the disk is full. */
  reserve: (file: string) => `${file}.reserve`,
  /** Marks that SQLite found damage while the database was in use. */
  suspicion: (file: string) => `${file}.suspect`,
  /** The plan of a recovery in progress. */
  recovery: (file: string) => `${file}.recovery`,
  writeAheadLog: (file: string) => `${file}-wal`,
  /** The database whose lock shows that the queue is in use. */
  lock: (file: string) => `${file}.lock`,
  /** A backup that is about to replace a damaged database. */
  restoring: (file: string) => `${file}.restoring`,
} as const;

/** An unfinished copy that later replaces `file`. */
export function unfinishedCopy(file: string): string {
  return `${file}.unfinished`;
}

/** Suffixes of the files that SQLite keeps for a database. */
const sqliteSuffixes = ['', '-wal', '-shm', '-journal'] as const;

/**
 * The database and every file beside it that changes while Ferry works. Copies of a damaged
 * database are not included, because no code writes to them. SQLite follows a link, so its files
 * lie beside the target of the link.
 *
 * @param file exists
 */
export function filesInUse(file: string): readonly string[] {
  const companions = Object.values(queueFiles).map((name) => name(file));
  const copies = [...companions, ...companions.map(unfinishedCopy)];
  const all = [file, realpathSync.native(file), ...copies];
  return [...new Set(all.flatMap((one) => sqliteSuffixes.map((suffix) => one + suffix)))];
}

/** Makes a rename in the folder of `file` survive a power cut, where the system supports it. */
export function syncFolderOf(file: string): void {
  // Windows cannot open a folder; NTFS records renames in its journal.
  if (process.platform === 'win32') return;
  const descriptor = openSync(path.dirname(file), 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Renames a finished file over `file`, which may be absent. */
export function replaceFile(finished: string, file: string): void {
  syncFile(finished);
  renameSync(finished, file);
  syncFolderOf(file);
}

export function removeDatabaseFiles(file: string): void {
  for (const suffix of sqliteSuffixes) rmSync(`${file}${suffix}`, { force: true });
}

export function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** Bytes for the commits that stop all runs, with their write-ahead log. */
export const reserveSize = 8 * 1024 * 1024;

/**
 * A file that reserves disk space for the last writes before the disk is full. It holds random
 * bytes, so that a file system with compression or sparse files really allocates the space.
 */
export class DiskReserve {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  get held(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.size === reserveSize;
  }

  /** Frees the reserved space. Returns false when no space was reserved. */
  release(): boolean {
    const held = this.held;
    rmSync(this.#file, { force: true });
    return held;
  }

  /** Reserves the space if the disk has twice that much free. Returns true when it is reserved. */
  take(): boolean {
    if (this.held) return true;
    try {
      const disk = statfsSync(path.dirname(this.#file));
      if (disk.bavail * disk.bsize < 2 * reserveSize) return false;
      this.#write();
      return true;
    } catch {
      // An incomplete reserve would count as space that does not exist.
      rmSync(this.#file, { force: true });
      return false;
    }
  }

  #write(): void {
    const descriptor = openSync(this.#file, 'w');
    try {
      const noise = randomFillSync(Buffer.allocUnsafe(reserveSize));
      for (let written = 0; written < noise.length;) {
        written += writeSync(descriptor, noise, written);
      }
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  }
}
