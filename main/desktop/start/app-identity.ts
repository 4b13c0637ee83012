import type { App } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

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
