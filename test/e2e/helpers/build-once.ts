import { chooseElectron } from '../../electron-host/choose-electron.ts';
import { requireChromium } from '../../electron-host/chromium/find-chromium.ts';
import { buildApp } from './build-app.ts';

/** Builds the app once before the specs, and says on what they run. */
export function setup(): void {
  process.stdout.write(`The desktop app is tested on ${nameOfElectron()}.\n`);
  buildApp();
}

function nameOfElectron(): string {
  return chooseElectron() === 'electron'
    ? 'real Electron'
    : `the test host with ${requireChromium(process.env)}`;
}
