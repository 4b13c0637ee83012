import { app } from 'electron';
import { rm } from 'node:fs/promises';
import { autostartEntry, autostartPath } from './autostart-entry.ts';
import type { PreferencesFile } from './preferences-file.ts';
import { replaceFile } from './replace-file.ts';
import { hiddenSwitch } from './start-arguments.ts';

/** Starts the app with the session, without its window, or no longer does. */
export async function setLaunchAtLogin(wanted: boolean): Promise<void> {
  if (process.platform !== 'linux') {
    const args = app.isPackaged ? [hiddenSwitch] : [app.getAppPath(), hiddenSwitch];
    app.setLoginItemSettings({ openAtLogin: wanted, args });
    return;
  }
  const path = autostartPath(process.env);
  if (!wanted) {
    await rm(path, { force: true });
    return;
  }
  // An AppImage runs from a folder that is gone after the session.
  const program = process.env['APPIMAGE'] ?? process.execPath;
  const words = app.isPackaged ? [program] : [program, app.getAppPath()];
  await replaceFile(path, autostartEntry([...words, hiddenSwitch]));
}

/** Acts when the setting changes. What a person has changed elsewhere since is left alone. */
export function followLaunchAtLogin(preferences: PreferencesFile): void {
  let last = preferences.current().launchAtLogin;
  preferences.onChange(({ launchAtLogin }) => {
    if (launchAtLogin === last) return;
    last = launchAtLogin;
    void setLaunchAtLogin(launchAtLogin).catch(() => undefined);
  });
}
