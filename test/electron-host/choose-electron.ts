import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findElectron, installedElectron } from '../../scripts/electron-executable.ts';
import { hasChromium, requireChromium } from './chromium/find-chromium.ts';

/** Which of the two runs the app. */
export type ElectronKind = 'electron' | 'host';

/** Where the host's stand-in for Electron's folder lies. */
export const hostDistribution = path.join(import.meta.dirname, 'dist');

/** Starting takes a second; a machine that is busy with other tests takes longer. */
const startTimeoutMs = 60_000;

/**
 * Whether the executable of Electron can open a window here. On Linux it needs a display, libraries
 * of the desktop and user namespaces, and it refuses to run as root.
 */
export function canOpenWindow(
  executable: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): boolean {
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = environment;
  if (platform === 'linux' && x11 === undefined && wayland === undefined) return false;
  const script = path.join(import.meta.dirname, 'try-electron.cjs');
  const options = { env: environment, stdio: 'ignore', timeout: startTimeoutMs } as const;
  return spawnSync(executable, [script], options).status === 0;
}

/**
 * Whether the host can run the app here. It counts on Linux: on its sockets, and on its way of
 * ending a child with its parent.
 */
export function canHost(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform === 'linux' && hasChromium(environment);
}

/**
 * Which of the two `chooseElectron` takes; undefined when there is neither. A folder that
 * `ELECTRON_OVERRIDE_DIST_PATH` names is never exchanged for another; the Electron of the npm
 * package counts when it can open a window.
 */
export function availableElectron(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): ElectronKind | undefined {
  const chosen = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  if (chosen !== undefined && path.resolve(chosen) !== hostDistribution) return 'electron';
  const installed = chosen === undefined ? findElectron(environment) : undefined;
  if (installed !== undefined && canOpenWindow(installed, environment, platform)) return 'electron';
  return canHost(environment, platform) ? 'host' : undefined;
}

/**
 * Decides before the first `_electron.launch()`: real Electron, otherwise the test host, by way of
 * `ELECTRON_OVERRIDE_DIST_PATH`. Throws one sentence with the next step when there is no Chromium
 * for the host either.
 */
export function chooseElectron(environment: NodeJS.ProcessEnv = process.env): ElectronKind {
  if (availableElectron(environment) === 'electron') {
    // Tests in other processes inherit the answer.
    environment['ELECTRON_OVERRIDE_DIST_PATH'] ??= installedElectron;
    return 'electron';
  }
  requireChromium(environment);
  environment['ELECTRON_OVERRIDE_DIST_PATH'] = hostDistribution;
  return 'host';
}
