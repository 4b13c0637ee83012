import { app } from 'electron';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
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

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
export function autostartPath(environment: NodeJS.ProcessEnv): string {
  const configuration = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
  return join(configuration, 'autostart', 'ferry.desktop');
}

/**
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 *
 * A word is quoted, and what stands for something inside quotes is escaped, twice because the file
 * has an escaping of its own.
 */
export function autostartEntry(words: readonly string[]): string {
  const quoted = words.map((word) => {
    const escaped = word.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
    return `"${escaped.replaceAll('\\', '\\\\')}"`;
  });
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Ferry',
    `Exec=${quoted.join(' ')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
