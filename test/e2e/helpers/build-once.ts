import { chooseElectron } from '../../electron-host/choose-electron.ts';
import { buildApp } from './build-app.ts';

/** Builds the app once before the specs, and says on what they run. */
export function setup(): void {
  process.stdout.write(`The desktop app is tested on ${nameOfElectron()}.\n`);
  buildApp();
}

function nameOfElectron(): string {
  return chooseElectron() === 'electron'
    ? 'real Electron'
    : "the test host on this computer's Chromium";
}
