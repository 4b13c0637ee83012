import { join } from 'node:path';

/** The app's own folders, all below Electron's `userData`. */
export interface AppFolders {
  readonly preferencesFile: string;
  readonly secretsFile: string;
  readonly databaseFile: string;
  readonly commandsFile: string;
  readonly spoolFolder: string;
  readonly sandboxFolder: string;
  readonly logFile: string;
}

export function appFolders(userData: string): AppFolders {
  return {
    preferencesFile: join(userData, 'preferences.json'),
    secretsFile: join(userData, 'secrets.json'),
    databaseFile: join(userData, 'queue', 'queue.db'),
    commandsFile: join(userData, 'queue', 'commands.json'),
    spoolFolder: join(userData, 'spool'),
    sandboxFolder: join(userData, 'sandbox'),
    logFile: join(userData, 'logs', 'ferry.log'),
  };
}

/** The folder of the built main process, `out/main` in the package as in a clone. */
const folder = import.meta.dirname;
const resources = join(folder, '..', '..', 'resources');

/** Files that the app loads while it runs. */
export const builtFiles = {
  /** The window's files. */
  page: join(folder, '..', 'renderer'),
  preload: join(folder, '..', 'preload', 'bridge.cjs'),
  icon: join(resources, 'icon.png'),
  trayIcons: join(resources, 'tray'),
} as const;
