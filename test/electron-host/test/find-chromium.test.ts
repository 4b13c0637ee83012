import { chromium } from '@playwright/test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  availableElectron,
  canOpenWindow,
  chooseElectron,
  hostDistribution,
} from '../choose-electron.ts';
import { hasChromium, requireChromium } from '../chromium/find-chromium.ts';
import { chromiumArguments } from '../chromium/launch-chromium.ts';
import { hasNpmChromium, npmChromium } from '../chromium/npm-chromium.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'host-chromium-'));
const executable = path.join(folder, 'google-chrome');
writeFileSync(executable, '#!/bin/sh\n', { mode: 0o755 });

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('requireChromium', () => {
  it('takes the one that the user names', () => {
    expect(requireChromium({ CHROMIUM_PATH: executable, PATH: '/nowhere' })).toBe(executable);
  });

  it('takes no other when that one is missing, and says what to do', () => {
    const environment = { CHROMIUM_PATH: path.join(folder, 'none'), PATH: folder };
    expect(hasChromium(environment)).toBe(false);
    expect(() => requireChromium(environment)).toThrow(/^CHROMIUM_PATH names no executable: .*\.$/);
  });
});

describe.runIf(process.arch === 'x64')('npmChromium', () => {
  it('starts, and speaks the language of the app', async () => {
    expect(hasNpmChromium()).toBe(true);
    const browser = await chromium.launch({
      executablePath: npmChromium() ?? '',
      args: ['--accept-lang=zh-CN'],
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const page = await browser.newPage();
    expect(await page.evaluate('navigator.language')).toBe('zh-CN');
    await browser.close();
  });
});

describe('availableElectron', () => {
  const exits = (code: number): string => {
    const file = path.join(folder, `electron-${code}`);
    writeFileSync(file, `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
    return file;
  };

  it('needs an Electron that starts, and on Linux a display', () => {
    expect(canOpenWindow(exits(0), { DISPLAY: ':7' }, 'linux')).toBe(true);
    expect(canOpenWindow(exits(0), {}, 'darwin')).toBe(true);
    expect(canOpenWindow(exits(0), {}, 'linux')).toBe(false);
    expect(canOpenWindow(exits(1), { DISPLAY: ':7' }, 'linux')).toBe(false);
    expect(canOpenWindow(path.join(folder, 'none'), { DISPLAY: ':7' }, 'linux')).toBe(false);
  });

  it('leaves a real Electron that the user names alone', () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' };
    expect(chooseElectron(environment)).toBe('electron');
    expect(environment.ELECTRON_OVERRIDE_DIST_PATH).toBe('/opt/electron');
  });

  it('knows the host when it is named already, on Linux only', () => {
    const environment = {
      CHROMIUM_PATH: executable,
      ELECTRON_OVERRIDE_DIST_PATH: hostDistribution,
    };
    expect(availableElectron(environment, 'linux')).toBe('host');
    expect(availableElectron(environment, 'darwin')).toBeUndefined();
    expect(availableElectron(environment, 'win32')).toBeUndefined();
  });
});

it('turns the sandbox off for root only', () => {
  const options = { profile: '/p', debuggingPort: undefined, language: 'en-US' };
  expect(chromiumArguments(options, true)).toContain('--no-sandbox');
  expect(chromiumArguments(options, false)).not.toContain('--no-sandbox');
});
