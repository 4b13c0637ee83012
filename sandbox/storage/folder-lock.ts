import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Another server uses the folder. */
class FolderInUse extends Error {
  constructor(folder: string, processId: number) {
    super(`${folder} is in use by process ${processId}; stop it or choose another folder.`);
    this.name = 'FolderInUse';
  }
}

/**
 * Locks a data folder against other servers: two servers that write the same logs would corrupt
 * them. The lock of a killed server does not count.
 *
 * @returns a function that releases the folder
 * @throws FolderInUse
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, 'lock');
  const owner = readOwner(path);
  if (owner !== undefined && isRunning(owner)) throw new FolderInUse(folder, owner);
  rmSync(path, { force: true });
  const file = openSync(path, 'wx');
  writeSync(file, String(process.pid));
  closeSync(file);
  return () => {
    rmSync(path, { force: true });
  };
}

function readOwner(path: string): number | undefined {
  try {
    const processId = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(processId) && processId > 0 ? processId : undefined;
  } catch {
    return undefined;
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // A process of another user may refuse the signal, but it exists.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
