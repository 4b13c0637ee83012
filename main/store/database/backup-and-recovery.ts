import { existsSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Database, { type Database as OpenDatabase } from 'better-sqlite3';
import type {
  EmptiedQueue,
  PartlyReadQueue,
  RestoredQueue,
} from '../../../shared/queue-recovery.ts';
import { applicationId } from './inspect-file.ts';
import {
  removeDatabaseFiles,
  replaceFile,
  unfinishedCopy,
  queueFiles,
  moveIfThere,
  syncFile,
  syncFolderOf,
} from './queue-files.ts';
import {
  checkPages,
  checkSchema,
  latestVersion,
  refuseNewer,
  schemaVersion,
  type Migration,
} from './schema.ts';

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

/** Rows written since the last backup that justify a new one. */
const enoughChanges = 100;

/**
 * Above this size in bytes a backup at close would delay the exit by more than about a second. Such
 * a queue is backed up while it is open.
 */
const savedAtClose = 256 * 1024 * 1024;

/** Decides when to back up the database: from time to time while it is open, and at close. */
export class BackupSchedule {
  readonly #database: OpenDatabase;
  readonly #target: string;
  #changesThen: number;
  #running: Promise<void> | undefined;

  constructor(database: OpenDatabase, file: string) {
    this.#database = database;
    this.#target = queueFiles.backup(file);
    // A queue without a backup gets one at the first call.
    this.#changesThen = existsSync(this.#target) ? this.#changes() : -enoughChanges;
  }

  /**
   * Backs up when enough rows have changed since the last backup. One backup runs at a time, and
   * operations continue meanwhile. A failed backup keeps the previous one; the next call retries.
   *
   * @throws the errors of SQLite, including `database-damaged`.
   */
  async whileOpen(): Promise<void> {
    const changes = this.#changes();
    if (this.#running !== undefined || changes - this.#changesThen < enoughChanges) return;
    this.#running = backUp(this.#database, this.#target);
    try {
      await this.#running;
      this.#changesThen = changes;
    } finally {
      this.#running = undefined;
    }
  }

  async beforeClose(): Promise<void> {
    await this.#running?.catch(() => undefined);
    const pages = Number(this.#database.pragma('page_count', { simple: true }));
    const pageSize = Number(this.#database.pragma('page_size', { simple: true }));
    if (pages * pageSize <= savedAtClose) await this.whileOpen();
  }

  #changes(): number {
    return this.#database.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  }
}

function freeName(file: string, at: number): string {
  const time = new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const name = `${file}.damaged-${time}`;
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 ? name : `${name}-${number - 1}`;
    if (!existsSync(candidate)) return candidate;
  }
}

/** The recovery plan, written before the first file is moved. */
type Plan = RestoredQueue | EmptiedQueue;

function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false;
  const plan = value as Readonly<Record<string, unknown>>;
  if (typeof plan['damagedCopy'] !== 'string' || typeof plan['reason'] !== 'string') return false;
  return (
    plan['outcome'] === 'begun-anew' ||
    (plan['outcome'] === 'restored' && typeof plan['backup'] === 'string')
  );
}

function readPlan(file: string): Plan | undefined {
  try {
    const plan: unknown = JSON.parse(readFileSync(queueFiles.recovery(file), 'utf8'));
    return isPlan(plan) ? plan : undefined;
  } catch {
    return undefined;
  }
}

/** True when a crash interrupted a recovery of this database. */
export function hasRecoveryPlan(file: string): boolean {
  return readPlan(file) !== undefined;
}

/** Executes the plan. Every step can be repeated after a crash. */
function carryOut(file: string, plan: Plan): void {
  if (!existsSync(plan.damagedCopy)) {
    const log = queueFiles.writeAheadLog;
    // Moves the log first: without its database SQLite never replays it into the next database.
    moveIfThere(log(file), log(plan.damagedCopy));
    moveIfThere(file, plan.damagedCopy);
    rmSync(`${file}-shm`, { force: true });
    syncFolderOf(file);
  }
  if (plan.outcome === 'restored' && !existsSync(file)) {
    const unfinished = queueFiles.restoring(file);
    copyFileSync(plan.backup, unfinished);
    replaceFile(unfinished, file);
  }
}

/**
 * Sets a damaged database aside and restores the last sound backup. Without a backup the queue
 * starts empty; the unfinished uploads still exist on the server.
 */
export function recoverDamaged(
  file: string,
  reason: string,
  at: number,
  migrations: readonly Migration[],
): Plan {
  const backups = [queueFiles.backup(file), queueFiles.beforeMigration(file)];
  const backup = backups.find((candidate) => isUsableBackup(candidate, migrations));
  const damage = { damagedCopy: freeName(file, at), reason };
  const plan: Plan =
    backup === undefined
      ? { ...damage, outcome: 'begun-anew' }
      : { ...damage, outcome: 'restored', backup };
  const planFile = queueFiles.recovery(file);
  writeFileSync(planFile, JSON.stringify(plan));
  syncFile(planFile);
  carryOut(file, plan);
  return plan;
}

/**
 * Keeps a copy of a database whose log has an unreadable end, before SQLite truncates the log
 * there. The readable part stays in use and is newer than any backup.
 */
export function copyDamaged(file: string, reason: string, at: number): PartlyReadQueue {
  const damagedCopy = freeName(file, at);
  const log = queueFiles.writeAheadLog;
  copyFileSync(log(file), log(damagedCopy));
  copyFileSync(file, damagedCopy);
  syncFile(log(damagedCopy));
  syncFile(damagedCopy);
  syncFolderOf(file);
  return { outcome: 'partly-read', damagedCopy, reason };
}

/** Continues a recovery that a crash interrupted. */
export function resumeRecovery(file: string): Plan | undefined {
  const plan = readPlan(file);
  if (plan !== undefined) carryOut(file, plan);
  return plan;
}

/** Deletes the recovery plan after the replacement database has been opened. */
export function forgetRecovery(file: string): void {
  rmSync(queueFiles.recovery(file), { force: true });
  rmSync(queueFiles.suspicion(file), { force: true });
}

/** Records for the next start that SQLite found damage. */
export function suspectDamage(file: string, reason: string): void {
  writeFileSync(queueFiles.suspicion(file), reason);
}
