import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { availableElectron, chooseElectron, hostDistribution } from '../choose-electron.ts';
import { findChromium, requireChromium } from '../chromium/find-chromium.ts';
import { chromiumArguments } from '../chromium/launch-chromium.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'host-chromium-'));
const executable = path.join(folder, 'google-chrome');
writeFileSync(executable, '#!/bin/sh\n', { mode: 0o755 });

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('findChromium', () => {
  it('takes the one that the user names', () => {
    expect(findChromium({ CHROMIUM_PATH: executable, PATH: '/nowhere' })).toBe(executable);
  });

  it('takes no other when that one is missing, and says what to do', () => {
    const environment = { CHROMIUM_PATH: path.join(folder, 'none'), PATH: folder };
    expect(findChromium(environment)).toBeUndefined();
    expect(() => requireChromium(environment)).toThrow(/Install it .* or set CHROMIUM_PATH\.$/);
  });
});

it('is of no use where the host cannot run', () => {
  const environment = {
    CHROMIUM_PATH: executable,
    ELECTRON_OVERRIDE_DIST_PATH: hostDistribution,
  };
  expect(availableElectron(environment, 'linux')).toBe('host');
  expect(availableElectron(environment, 'darwin')).toBeUndefined();
  expect(availableElectron(environment, 'win32')).toBeUndefined();
});

describe('chromiumArguments', () => {
  const options = { profile: '/p', debuggingPort: undefined };

  it('turns the sandbox off for root only', () => {
    expect(chromiumArguments(options, true)).toContain('--no-sandbox');
    expect(chromiumArguments(options, false)).not.toContain('--no-sandbox');
  });

  it('opens a debugging port only when Playwright asks for one', () => {
    expect(chromiumArguments(options, false).join(' ')).not.toContain('debugging-port');
    expect(chromiumArguments({ ...options, debuggingPort: '0' }, false)).toContain(
      '--remote-debugging-port=0',
    );
  });
});

describe('chooseElectron', () => {
  it('leaves a real Electron that the user names alone', () => {
    const environment = { ELECTRON_OVERRIDE_DIST_PATH: '/opt/electron' };
    expect(chooseElectron(environment)).toBe('electron');
    expect(environment.ELECTRON_OVERRIDE_DIST_PATH).toBe('/opt/electron');
  });

  it('knows the host when it is named already', () => {
    const environment = {
      ELECTRON_OVERRIDE_DIST_PATH: hostDistribution,
      CHROMIUM_PATH: executable,
    };
    expect(chooseElectron(environment)).toBe('host');
  });
});
