import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { findChromium, requireChromium } from './chromium/find-chromium.ts';

/** Which of the two runs the app. */
export type ElectronKind = 'electron' | 'host';

/** Where the host's stand-in for Electron's folder lies. */
export const hostDistribution = path.join(import.meta.dirname, 'dist');

function hasRealElectron(): boolean {
  const folder = path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  const pathFile = path.join(folder, 'path.txt');
  if (!existsSync(pathFile)) return false;
  return existsSync(path.join(folder, 'dist', readFileSync(pathFile, 'utf8')));
}

/**
 * Which of the two `chooseElectron` would take; undefined when there is neither. The host counts on
 * Linux: on its sockets, and on its way of ending a child with its parent.
 */
export function availableElectron(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): ElectronKind | undefined {
  const chosen = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const isReal =
    chosen === undefined ? hasRealElectron() : path.resolve(chosen) !== hostDistribution;
  if (isReal) return 'electron';
  return platform === 'linux' && findChromium(environment) !== undefined ? 'host' : undefined;
}

/**
 * Decides before the first `_electron.launch()`: real Electron when its executable is installed,
 * otherwise the test host, by way of `ELECTRON_OVERRIDE_DIST_PATH`. A folder that is set already
 * stays. Throws one sentence with the next step when there is no Chromium for the host either.
 */
export function chooseElectron(environment: NodeJS.ProcessEnv = process.env): ElectronKind {
  if (availableElectron(environment) === 'electron') return 'electron';
  requireChromium(environment);
  environment['ELECTRON_OVERRIDE_DIST_PATH'] = hostDistribution;
  return 'host';
}
