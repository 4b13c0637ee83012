import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  appIdentity,
  claimLinks,
  takeIdentity,
} from '../../../../main/desktop/start/app-identity.ts';

let appData: string;
beforeEach(() => {
  appData = mkdtempSync(join(tmpdir(), 'ferry-identity-'));
});
afterEach(() => {
  rmSync(appData, { recursive: true });
});

/** An app that writes down what it is told. */
function namedOn(platform: NodeJS.Platform, switches: readonly string[] = []) {
  const told: (readonly unknown[])[] = [];
  const app = Object.fromEntries(
    ['setName', 'setPath', 'setAppUserModelId', 'setDesktopName', 'setAboutPanelOptions'].map(
      (name) => [name, (...values: unknown[]) => void told.push([name, ...values])],
    ),
  );
  takeIdentity(
    {
      ...app,
      commandLine: { hasSwitch: (name: string) => switches.includes(name) },
      getPath: () => appData,
      getVersion: () => '1.2.3',
    } as unknown as Parameters<typeof takeIdentity>[0],
    platform,
  );
  return told;
}

const about = {
  applicationName: 'Ferry',
  applicationVersion: '1.2.3',
  copyright: appIdentity.copyright,
};

describe('the app names itself', () => {
  it.each([
    ['win32', [['setAppUserModelId', 'app.ferry.desktop']]],
    ['linux', [['setDesktopName', 'ferry.desktop']]],
    ['darwin', []],
  ] as const)('to %s', (platform, own) => {
    expect(namedOn(platform)).toEqual([
      ['setName', 'Ferry'],
      ['setPath', 'userData', join(appData, 'Ferry')],
      ...own,
      ['setAboutPanelOptions', about],
    ]);
    // Electron takes no folder that is not there.
    expect(existsSync(join(appData, 'Ferry'))).toBe(true);
  });

  it('and keeps a folder that the command line names', () => {
    expect(namedOn('linux', ['user-data-dir']).map(([name]) => name)).not.toContain('setPath');
    expect(existsSync(join(appData, 'Ferry'))).toBe(false);
  });
});

it('goes by the same names where it is packed', () => {
  const settings = readFileSync(
    join(import.meta.dirname, '../../../../electron-builder.yml'),
    'utf8',
  );
  const value = (name: string) =>
    new RegExp(String.raw`^ *${name}: (.+)$`, 'm').exec(settings)?.[1];
  expect(value('productName')).toBe(appIdentity.name);
  expect(value('appId')).toBe(appIdentity.id);
  expect(value('desktopName')).toBe(appIdentity.desktopFile);
  expect(value('copyright')).toBe(appIdentity.copyright);
  expect(value('syncDesktopName')).toBe('true');
});

describe('claimLinks', () => {
  it.each([
    ['win32', true, [['ferry']]],
    ['darwin', true, [['ferry']]],
    ['linux', true, []],
    ['win32', false, []],
    ['darwin', false, []],
    ['linux', false, []],
  ] as const)('on %s, packed: %s, it claims %j', (platform, isPackaged, claimed) => {
    const setAsDefaultProtocolClient = vi.fn(() => true);
    claimLinks({ isPackaged, setAsDefaultProtocolClient }, platform);
    expect(setAsDefaultProtocolClient.mock.calls).toEqual(claimed);
  });
});
