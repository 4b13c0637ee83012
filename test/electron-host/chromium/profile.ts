import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ownerFile = (profile: string): string => path.join(profile, 'host.pid');

function ownerOf(profile: string): number | undefined {
  try {
    return Number(readFileSync(ownerFile(profile), 'utf8'));
  } catch {
    return undefined;
  }
}

/** A process that still runs on this profile; a number given to another program does not count. */
function isRunning(pid: number, profile: string): boolean {
  try {
    const isZombie = /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return !isZombie && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(profile);
  } catch {
    return false;
  }
}

/**
 * Makes the profile usable: waits until the Chromium of the run before (killed together with its
 * host) has let it go, then removes its locks. Throws when it does not end within 5 seconds.
 */
export async function takeProfile(profile: string): Promise<void> {
  mkdirSync(profile, { recursive: true });
  const owner = ownerOf(profile);
  for (let attempt = 0; owner !== undefined && isRunning(owner, profile); attempt++) {
    if (attempt === 500) throw new Error(`Chromium ${owner} still uses ${profile}.`);
    await pause(10);
  }
  for (const lock of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
    rmSync(path.join(profile, lock), { force: true });
  }
}

/** Notes which Chromium runs on the profile now. */
export function signProfile(profile: string, pid: number): void {
  writeFileSync(ownerFile(profile), String(pid));
}
