import type { App } from 'electron';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type PreferencesFile, writePrivateFile } from '../start/private-files.ts';
import { hiddenSwitch } from './system-events.ts';

/** The system's facts that a start at login depends on. */
export interface LoginSystem {
  readonly app: Pick<
    App,
    'getAppPath' | 'getLoginItemSettings' | 'isPackaged' | 'setLoginItemSettings'
  >;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The path of the running executable. */
  readonly program: string;
}

/** Makes the system start the app at login without a window, or stops that. */
export async function setLaunchAtLogin(wanted: boolean, system: LoginSystem): Promise<void> {
  const { app, platform, environment, program } = system;
  switch (platform) {
    case 'win32': {
      // Windows receives the arguments as one line.
      const args = app.isPackaged ? [hiddenSwitch] : [`"${app.getAppPath()}"`, hiddenSwitch];
      app.setLoginItemSettings({ openAtLogin: wanted, path: program, args });
      return;
    }
    case 'darwin':
      // macOS passes no arguments to the app; `isHiddenStart` detects the start instead.
      app.setLoginItemSettings({ openAtLogin: wanted });
      return;
    default: {
      const path = autostartPath(environment);
      if (!wanted) {
        await rm(path, { force: true });
        return;
      }
      // The folder that an AppImage runs from disappears after the session.
      const executable = environment['APPIMAGE'] ?? program;
      const words = app.isPackaged ? [executable] : [executable, app.getAppPath()];
      await writePrivateFile(path, autostartEntry([...words, hiddenSwitch]));
    }
  }
}

/** True when the operating system started the app at login. Call it when the app is ready. */
export function isHiddenStart(
  givenHidden: boolean,
  { app, platform }: Pick<LoginSystem, 'app' | 'platform'>,
): boolean {
  return givenHidden || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
}

/** Acts when the setting changes. Keeps changes that the user made elsewhere since. */
export function followLaunchAtLogin(preferences: PreferencesFile, system: LoginSystem): void {
  let last = preferences.current().launchAtLogin;
  preferences.onChange(({ launchAtLogin }) => {
    if (launchAtLogin === last) return;
    last = launchAtLogin;
    void setLaunchAtLogin(launchAtLogin, system).catch(() => undefined);
  });
}

/** https://specifications.freedesktop.org/autostart-spec/latest/ */
export function autostartPath(environment: NodeJS.ProcessEnv): string {
  const given = environment['XDG_CONFIG_HOME'];
  // An empty variable counts as unset.
  const configuration = given === undefined || given === '' ? join(homedir(), '.config') : given;
  return join(configuration, 'autostart', 'ferry.desktop');
}

/**
 * https://specifications.freedesktop.org/desktop-entry-spec/latest/exec-variables.html
 *
 * Quotes each word. Escapes special characters inside quotes twice, because the file format has its
 * own escaping.
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
    // After Ferry is removed, the session ignores the entry.
    `TryExec=${(words[0] ?? '').replaceAll('\\', '\\\\')}`,
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}
