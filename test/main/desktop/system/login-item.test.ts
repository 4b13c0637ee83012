import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  autostartEntry,
  autostartPath,
  followLaunchAtLogin,
  isHiddenStart,
  type LoginSystem,
  setLaunchAtLogin,
} from '../../../../main/desktop/system/login-item.ts';
import { openPreferences } from '../../../../main/desktop/start/private-files.ts';

let settings: string;
beforeEach(() => {
  settings = mkdtempSync(join(tmpdir(), 'ferry-login-'));
});
afterEach(() => {
  rmSync(settings, { recursive: true });
});

function systemOf(platform: NodeJS.Platform, isPackaged = true, more: NodeJS.ProcessEnv = {}) {
  const setLoginItemSettings = vi.fn<LoginSystem['app']['setLoginItemSettings']>();
  const system: LoginSystem = {
    app: {
      isPackaged,
      getAppPath: () => '/data/me/my ferry',
      getLoginItemSettings: () => ({ wasOpenedAtLogin: true }) as Electron.LoginItemSettings,
      setLoginItemSettings,
    },
    platform,
    environment: { XDG_CONFIG_HOME: settings, ...more },
    program: '/opt/Ferry/ferry',
  };
  return { system, told: setLoginItemSettings.mock.calls };
}

describe('on Windows', () => {
  it('the session starts it without its window', async () => {
    const { system, told } = systemOf('win32');
    await setLaunchAtLogin(true, system);
    await setLaunchAtLogin(false, system);
    const item = { path: '/opt/Ferry/ferry', args: ['--hidden'] };
    expect(told).toEqual([[{ ...item, openAtLogin: true }], [{ ...item, openAtLogin: false }]]);
  });

  it('a clone is named in quotes', async () => {
    const { system, told } = systemOf('win32', false);
    await setLaunchAtLogin(true, system);
    expect(told[0]?.[0].args).toEqual(['"/data/me/my ferry"', '--hidden']);
  });
});

describe('on macOS', () => {
  it('it is a login item, which takes no words', async () => {
    const { system, told } = systemOf('darwin');
    await setLaunchAtLogin(true, system);
    await setLaunchAtLogin(false, system);
    expect(told).toEqual([[{ openAtLogin: true }], [{ openAtLogin: false }]]);
  });

  it('it is hidden because the session says that it opened it', () => {
    expect(isHiddenStart(false, systemOf('darwin').system)).toBe(true);
    expect(isHiddenStart(false, systemOf('win32').system)).toBe(false);
    expect(isHiddenStart(false, systemOf('linux').system)).toBe(false);
    expect(isHiddenStart(true, systemOf('linux').system)).toBe(true);
  });
});

describe('on Linux', () => {
  const entryFile = () => join(settings, 'autostart', 'ferry.desktop');
  const command = () => /^Exec=(.*)$/m.exec(readFileSync(entryFile(), 'utf8'))?.[1];

  it.each([
    ['a package', true, {}, '"/opt/Ferry/ferry" "--hidden"'],
    ['a clone', false, {}, '"/opt/Ferry/ferry" "/data/me/my ferry" "--hidden"'],
    [
      'an AppImage, by the file that stays',
      true,
      { APPIMAGE: '/data/me/Ferry.AppImage' },
      '"/data/me/Ferry.AppImage" "--hidden"',
    ],
  ])('the session starts %s', async (_what, isPackaged, environment, words) => {
    const { system, told } = systemOf('linux', isPackaged, environment);
    await setLaunchAtLogin(true, system);
    expect(command()).toBe(words);
    await setLaunchAtLogin(false, system);
    expect(existsSync(entryFile())).toBe(false);
    // What is not there needs not be removed.
    await setLaunchAtLogin(false, system);
    expect(told).toEqual([]);
  });
});

it('follows the setting, and leaves alone what was changed elsewhere', async () => {
  const preferences = openPreferences(join(settings, 'preferences.json'));
  const { system, told } = systemOf('win32');
  followLaunchAtLogin(preferences, system);
  await preferences.change({ theme: 'dark' });
  expect(told).toEqual([]);
  await preferences.change({ launchAtLogin: true });
  await preferences.change({ theme: 'light' });
  await preferences.change({ launchAtLogin: false });
  expect(told.map(([{ openAtLogin }]) => openAtLogin)).toEqual([true, false]);
});

describe('the autostart file of Linux', () => {
  it('lies where the session looks', () => {
    const path = autostartPath({ XDG_CONFIG_HOME: '/config' });
    expect(path).toBe(join('/config', 'autostart', 'ferry.desktop'));
  });

  it.each([{}, { XDG_CONFIG_HOME: '' }])('lies in the usual place with %j', (environment) => {
    const path = autostartPath(environment);
    expect(path).toBe(join(homedir(), '.config', 'autostart', 'ferry.desktop'));
  });

  it('is what a session can start', () => {
    const [header, ...lines] = autostartEntry(['/opt/Ferry/ferry', '--hidden']).split('\n');
    expect(header).toBe('[Desktop Entry]');
    expect(lines).toEqual(
      expect.arrayContaining(['Type=Application', 'Name=Ferry', 'TryExec=/opt/Ferry/ferry']),
    );
  });

  it('quotes what has a meaning of its own', () => {
    const entry = autostartEntry(['/opt/My "Apps"/100% $HOME\\ferry', '--hidden']);
    expect(entry.split('\n')).toContain(
      String.raw`Exec="/opt/My \\"Apps\\"/100%% \\$HOME\\\\ferry" "--hidden"`,
    );
  });
});
