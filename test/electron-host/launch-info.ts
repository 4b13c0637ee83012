import path from 'node:path';
import { findApp, parseCommandLine } from './command-line.ts';

const packagedApp = process.env['ELECTRON_HOST_PACKAGED_APP'];

/** The Node executable that runs the host; `process.execPath` names the shim from here on. */
export const nodeExecutable = process.execPath;

/** The arguments as given, without the executable. */
export const launchArguments: readonly string[] = process.argv.slice(2);

/** The same, understood. */
export const commandLine = parseCommandLine(launchArguments);

/** True when an unpacked app.asar is run in the place of a packaged app. */
export const isPackaged = packagedApp !== undefined;

/** The app that this process runs. */
export const appEntry = findApp(packagedApp ?? commandLine.app ?? '.');

/** What the app sees as `process.execPath`: the executable that starts it once more. */
export const shimExecutable =
  process.env['ELECTRON_HOST_EXE'] ?? path.join(import.meta.dirname, 'dist', 'electron');

/** What the app sees as `process.resourcesPath`. */
export const resourcesPath =
  process.env['ELECTRON_HOST_RESOURCES'] ?? path.join(import.meta.dirname, 'dist', 'resources');
