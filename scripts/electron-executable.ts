/**
 * Finds the executable of Electron. Its npm package does not contain the executable but downloads
 * it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packageFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** The folder of the downloaded executable. */
export const installedElectron = join(packageFolder, 'dist');

function usualName(): string {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}

/**
 * The path of the executable: in the folder that `ELECTRON_OVERRIDE_DIST_PATH` names, otherwise in
 * the folder of the package. Undefined when the executable is absent.
 */
export function findElectron(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (given !== undefined) return existing(join(given, usualName()));
  const nameFile = join(packageFolder, 'path.txt');
  return existsSync(nameFile)
    ? existing(join(installedElectron, readFileSync(nameFile, 'utf8')))
    : undefined;
}

/**
 * Lets the package download its executable, from the mirror in `ELECTRON_MIRROR` if it is set.
 * Undefined when the download fails or takes longer than `timeoutMs`.
 */
export function fetchElectron(timeoutMs: number): string | undefined {
  console.log('Fetching Electron, about 120 MB, once.');
  spawnSync(process.execPath, [join(packageFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: timeoutMs,
  });
  return findElectron();
}
