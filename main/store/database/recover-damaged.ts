import { copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Recovery } from '../store-calls.ts';
import { isUsableBackup } from './backup.ts';
import type { Migration } from './migrate.ts';
import { moveIfThere, queueFiles, replaceFile, syncFile, syncFolderOf } from './queue-files.ts';

function freeName(file: string, at: number): string {
  const time = new Date(at).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '');
  const name = `${file}.damaged-${time}`;
  for (let number = 2; ; number += 1) {
    const candidate = number === 2 ? name : `${name}-${number - 1}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function readPlan(file: string): Recovery | undefined {
  try {
    const plan: unknown = JSON.parse(readFileSync(queueFiles.recovery(file), 'utf8'));
    const whole = typeof plan === 'object' && plan !== null && 'damagedCopy' in plan;
    return whole && typeof plan.damagedCopy === 'string' ? (plan as Recovery) : undefined;
  } catch {
    return undefined;
  }
}

/** Every step can be repeated, so that a crash in between costs nothing. */
function carryOut(file: string, plan: Recovery): void {
  if (!existsSync(plan.damagedCopy)) {
    const log = queueFiles.writeAheadLog;
    // The log first: without the database it is never replayed into the one that comes next.
    moveIfThere(log(file), log(plan.damagedCopy));
    moveIfThere(file, plan.damagedCopy);
    rmSync(`${file}-shm`, { force: true });
    syncFolderOf(file);
  }
  if (plan.restoredFrom !== undefined && !existsSync(file)) {
    const unfinished = `${file}.restoring`;
    copyFileSync(plan.restoredFrom, unfinished);
    replaceFile(unfinished, file);
  }
}

/**
 * Sets a damaged database aside, and puts the last sound backup in its place. Without one the queue
 * starts empty; the unfinished uploads on the server can still be found there.
 */
export function recoverDamaged(
  file: string,
  reason: string,
  at: number,
  migrations: readonly Migration[],
): Recovery {
  const backups = [queueFiles.backup(file), queueFiles.beforeMigration(file)];
  const backup = backups.find((candidate) => isUsableBackup(candidate, migrations));
  const damagedCopy = freeName(file, at);
  const plan: Recovery = {
    damagedCopy,
    reason,
    ...(backup === undefined ? {} : { restoredFrom: backup }),
  };
  const planFile = queueFiles.recovery(file);
  writeFileSync(planFile, JSON.stringify(plan));
  syncFile(planFile);
  carryOut(file, plan);
  return plan;
}

/**
 * Keeps a copy of a database whose log cannot be read to its end, before SQLite cuts the log off
 * there. What can be read goes on, and is newer than any backup.
 */
export function copyDamaged(file: string, reason: string, at: number): Recovery {
  const damagedCopy = freeName(file, at);
  const log = queueFiles.writeAheadLog;
  copyFileSync(log(file), log(damagedCopy));
  copyFileSync(file, damagedCopy);
  syncFolderOf(file);
  return { damagedCopy, restoredFrom: damagedCopy, reason };
}

/** Goes on with a recovery that a crash cut short. */
export function resumeRecovery(file: string): Recovery | undefined {
  const plan = readPlan(file);
  if (plan !== undefined) carryOut(file, plan);
  return plan;
}

/** The database that took the place of the damaged one has been opened. */
export function forgetRecovery(file: string): void {
  rmSync(queueFiles.recovery(file), { force: true });
  rmSync(queueFiles.suspicion(file), { force: true });
}

/** Remembers for the next start that SQLite has found damage. */
export function suspectDamage(file: string, reason: string): void {
  writeFileSync(queueFiles.suspicion(file), reason);
}
