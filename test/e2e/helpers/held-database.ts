import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { expect } from 'vitest';
import { pollOptions } from './launch-ferry.ts';

/** A database that a process has begun to open, and cannot before it is let go. */
export interface HeldDatabase {
  /** Resolves when a process stands before it. */
  reached(): Promise<void>;
  letGo(): void;
}

/**
 * Before a database is opened the plan of an unfinished recovery is looked for beside it. A pipe in
 * its place has nothing to say until its other end is closed; then there was no plan.
 */
export function holdDatabase(database: string): HeldDatabase {
  const plan = `${database}.recovery`;
  execFileSync('mkfifo', [plan]);
  let end: number | undefined;

  /** A pipe without a reader cannot be opened for writing. */
  function isRead(): boolean {
    try {
      end ??= openSync(plan, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      return false;
    }
    return true;
  }

  return {
    async reached() {
      await expect.poll(isRead, pollOptions).toBe(true);
    },
    letGo() {
      if (end !== undefined) closeSync(end);
    },
  };
}
