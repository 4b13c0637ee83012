import type { App } from 'electron';
import { rm } from 'node:fs/promises';
import { autostartEntry, autostartPath } from './autostart-entry.ts';
import type { PreferencesFile } from '../start/preferences-file.ts';
import { writePrivateFile } from '../start/replace-file.ts';
import { hiddenSwitch } from '../start/start-arguments.ts';

/** Of the system, what a start at login depends on. */
export interface LoginSystem {
  readonly app: Pick<
    App,
    'getAppPath' | 'getLoginItemSettings' | 'isPackaged' | 'setLoginItemSettings'
  >;
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  /** The executable that runs. */
  readonly program: string;
}

/** Starts the app with the session, without its window, or no longer does. */
export async function setLaunchAtLogin(wanted: boolean, system: LoginSystem): Promise<void> {
  const { app, platform, environment, program } = system;
  switch (platform) {
    case 'win32': {
      // Windows gets the words as one line.
      const args = app.isPackaged ? [hiddenSwitch] : [`"${app.getAppPath()}"`, hiddenSwitch];
      app.setLoginItemSettings({ openAtLogin: wanted, path: program, args });
      return;
    }
    case 'darwin':
      // macOS passes no words to what it opens; `isHiddenStart` asks instead.
      app.setLoginItemSettings({ openAtLogin: wanted });
      return;
    default: {
      const path = autostartPath(environment);
      if (!wanted) {
        await rm(path, { force: true });
        return;
      }
      // An AppImage runs from a folder that is gone after the session.
      const executable = environment['APPIMAGE'] ?? program;
      const words = app.isPackaged ? [executable] : [executable, app.getAppPath()];
      await writePrivateFile(path, autostartEntry([...words, hiddenSwitch]));
    }
  }
}

/** Whether this start was the session's and nobody's. Once the app is ready. */
export function isHiddenStart(
  givenHidden: boolean,
  { app, platform }: Pick<LoginSystem, 'app' | 'platform'>,
): boolean {
  return givenHidden || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
}

/** Acts when the setting changes. What a person has changed elsewhere since is left alone. */
export function followLaunchAtLogin(preferences: PreferencesFile, system: LoginSystem): void {
  let last = preferences.current().launchAtLogin;
  preferences.onChange(({ launchAtLogin }) => {
    if (launchAtLogin === last) return;
    last = launchAtLogin;
    void setLaunchAtLogin(launchAtLogin, system).catch(() => undefined);
  });
}
