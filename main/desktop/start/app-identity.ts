import type { App } from 'electron';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * By what systems know the app. `electron-builder.yml` gives the same names to what it packs, so
 * that a clone and a package share folders, notifications and places in taskbars.
 */
export const appIdentity = {
  name: 'Ferry',
  /** Windows' AppUserModelID, under which it groups windows and shows notifications. */
  id: 'app.ferry.desktop',
  /** Linux finds icon and name of a window by this file: its base is WM_CLASS and app_id. */
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

/** Names the app. Before anything asks for its folders, and before it is ready. */
export function takeIdentity(app: NamedApp, platform: NodeJS.Platform): void {
  const { name, id, desktopFile, copyright } = appIdentity;
  app.setName(name);
  // The folder of the other name may have been settled before.
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
