import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chooseElectron } from '../../electron-host/choose-electron.ts';

const root = path.join(import.meta.dirname, '..', '..', '..');

/** Builds the app once before the specs, and says on what they run. */
export function setup(): void {
  process.stdout.write(`The desktop app is tested on ${nameOfElectron()}.\n`);
  const packageFile = createRequire(import.meta.url).resolve('electron-vite/package.json');
  const command = path.join(path.dirname(packageFile), 'bin', 'electron-vite.js');
  const built = spawnSync(process.execPath, [command, 'build', '--log-level', 'warn'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`);
}

function nameOfElectron(): string {
  return chooseElectron() === 'electron'
    ? 'real Electron'
    : "the test host on this computer's Chromium";
}
