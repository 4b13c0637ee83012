import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';

/** What lies beside a database `file`, and when. */
export const queueFiles = {
  /** The last backup. */
  backup: (file: string) => `${file}.backup`,
  /** The database as it was before the last change of its schema. */
  beforeMigration: (file: string) => `${file}.before-migration`,
  /** Room that is given up when the disk is full. */
  reserve: (file: string) => `${file}.reserve`,
  /** Says that SQLite found damage while the database was in use. */
  suspicion: (file: string) => `${file}.suspect`,
  /** The plan of a recovery that is under way. */
  recovery: (file: string) => `${file}.recovery`,
  writeAheadLog: (file: string) => `${file}-wal`,
  /** The database whose lock says that the queue is in use. */
  lock: (file: string) => `${file}.lock`,
  /** A backup that is being put in the place of a damaged database. */
  restoring: (file: string) => `${file}.restoring`,
} as const;

/** A copy that is being written, and then takes the place of `file`. */
export function unfinishedCopy(file: string): string {
  return `${file}.unfinished`;
}

/** Suffixes of what SQLite keeps beside a database. */
const sqliteSuffixes = ['', '-wal', '-shm', '-journal'] as const;

/**
 * The database and every file beside it that changes while Ferry works. Copies of a damaged database
 * are not among them: nothing writes to those any more. SQLite follows a link, so what it keeps lies
 * beside the file that a link leads to.
 *
 * @param file is there
 */
export function filesInUse(file: string): readonly string[] {
  const companions = Object.values(queueFiles).map((name) => name(file));
  const copies = [...companions, ...companions.map(unfinishedCopy)];
  const all = [file, realpathSync.native(file), ...copies];
  return [...new Set(all.flatMap((one) => sqliteSuffixes.map((suffix) => one + suffix)))];
}

/** Makes a rename in the folder of `file` outlive a power cut, where the system can do that. */
export function syncFolderOf(file: string): void {
  // Windows cannot open a folder; its renames are in the journal of NTFS.
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

/** Puts a finished file in the place of another, or of none. */
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
