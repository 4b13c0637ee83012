import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type {
  EmptiedQueue,
  PartlyReadQueue,
  RestoredQueue,
} from '../../../shared/queue-recovery.ts';
import { isUsableBackup } from './backup.ts';
import type { Migration } from './schema.ts';
import { moveIfThere, queueFiles, replaceFile, syncFile, syncFolderOf } from './queue-files.ts';

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
