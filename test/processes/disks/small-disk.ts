import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

function mount(...words: string[]): boolean {
  try {
    execFileSync('mount', words, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Ends a mount, also one that is still in use. */
export function unmount(folder: string): void {
  execFileSync('umount', ['-l', folder], { stdio: 'ignore' });
}

/** Mounts a file system in memory of so many bytes. @returns whether that is permitted */
export function mountMemory(folder: string, bytes: number): boolean {
  return mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder);
}

/** Shows the content of one folder in another one, as plugging a disk in does. */
export function mountFolder(from: string, to: string): void {
  execFileSync('mount', ['--bind', from, to], { stdio: 'ignore' });
}

/** Makes a mounted file system read-only, for root too. */
export function makeReadOnly(folder: string): void {
  execFileSync('mount', ['-o', 'remount,ro', folder], { stdio: 'ignore' });
}

/** A folder on a file system of its own, gone with the test. */
export function openSmallDisk(bytes: number): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'ferry-disk-'));
  if (!mountMemory(folder, bytes)) throw new Error('Nothing may be mounted here.');
  onTestFinished(() => {
    unmount(folder);
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Whether file systems may be mounted: as root, on Linux, and not in every container. */
export function canMount(): boolean {
  const trial = mkdtempSync(path.join(tmpdir(), 'ferry-mount-'));
  const isMounted = mountMemory(trial, 1024 * 1024);
  if (isMounted) unmount(trial);
  rmSync(trial, { recursive: true });
  return isMounted;
}
