import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';

/**
 * The names by which systems know the app. `electron-builder.yml` gives packages the same names, so
 * a clone and a package share folders, notifications and taskbar entries.
 */
export const appIdentity = {
  name: 'Ferry',
  /** Windows' AppUserModelID, under which it groups windows and shows notifications. */
  id: 'app.ferry.desktop',
  /**
   * Linux finds the icon and name of a window through this file: its base is WM_CLASS and app_id.
   */
  desktopFile: 'ferry.desktop',
  copyright: 'Copyright © 2026 Ferry contributors',
} as const;

type NamedApp = Pick<
  App,
  | 'commandLine'
  | 'getPath'
  | 'getVersion'
  | 'setAboutPanelOptions'
  | 'setAppUserModelId'
  | 'setDesktopName'
  | 'setName'
  | 'setPath'
>;

/**
 * Sets the app's name. Call it before any code reads the app's folders and before the app is ready.
 */
export function takeIdentity(app: NamedApp, platform: NodeJS.Platform): void {
  const { name, id, desktopFile, copyright } = appIdentity;
  app.setName(name);
  // Electron may already have set the folder of the other name.
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    const folder = join(app.getPath('appData'), name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    app.setPath('userData', folder);
  }
  if (platform === 'win32') app.setAppUserModelId(id);
  if (platform === 'linux') app.setDesktopName(desktopFile);
  app.setAboutPanelOptions({
    applicationName: name,
    applicationVersion: app.getVersion(),
    copyright,
  });
}

/**
 * Registers Ferry for `ferry://`. Installers do so too; this call serves a copy that was moved or
 * not installed. A clone leaves the links to the installed app. On Linux the package's `.desktop`
 * file registers the scheme. There, Electron would start a program for it and wait, and an AppImage
 * has no such file.
 */
export function claimLinks(
  app: Pick<App, 'isPackaged' | 'setAsDefaultProtocolClient'>,
  platform: NodeJS.Platform,
): void {
  if (app.isPackaged && platform !== 'linux') app.setAsDefaultProtocolClient('ferry');
}

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
