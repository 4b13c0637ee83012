import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses';
import { _electron } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostDistribution } from '../electron-host/choose-electron.ts';
import { hostRecord } from '../electron-host/record.ts';
import { appIdentity } from '../../main/desktop/start/app-identity.ts';
import { type PackedApp, packApp } from './pack-app.ts';

const root = path.join(import.meta.dirname, '..', '..');
/** As the build writes what `new Worker` is given. */
const threadUrl = /new URL\(['"]\.\/([\w-]+\.js)['"], import\.meta\.url\)/g;
const pollOptions = { timeout: 30_000, interval: 50 };
const native = `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`;

let workFolder: string;
let packed: PackedApp;

beforeAll(async () => {
  workFolder = mkdtempSync(path.join(tmpdir(), 'ferry-packaging-'));
  packed = await packApp(workFolder);
});

afterAll(() => {
  rmSync(workFolder, { recursive: true, force: true, maxRetries: 5 });
});

describe('the archive', () => {
  it('holds the built app and what it needs, nothing else', () => {
    const tops = new Set(packed.files.map((file) => file.split('/')[0]));
    expect([...tops].sort()).toEqual(['node_modules', 'out', 'package.json', 'resources']);
  });

  it('holds everything that was built', () => {
    const built = readdirSync(path.join(root, 'out'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      // The command line is a package of its own.
      .filter((file) => !file.startsWith(path.join('out', 'cli')));
    expect(packed.files).toEqual(expect.arrayContaining(built));
  });

  it('holds every thread that the main process starts', () => {
    const main = path.join(root, 'out', 'main');
    const started = readdirSync(main).flatMap((name) =>
      [...readFileSync(path.join(main, name), 'utf8').matchAll(threadUrl)].map(
        ([, file]) => `out/main/${file ?? ''}`,
      ),
    );
    expect(new Set(started)).toContain('out/main/store-worker.js');
    expect(packed.files).toEqual(expect.arrayContaining(started));
  });

  it('holds the pictures of the tray', () => {
    const pictures = readdirSync(path.join(root, 'resources', 'tray'));
    const files = pictures.map((name) => `resources/tray/${name}`);
    expect(packed.files).toEqual(expect.arrayContaining(files));
  });

  it.each([
    ['sources and maps', /\.(ts|tsx|vue|map|cc|cpp|h|gyp)$/],
    ['tests', /^(test|sandbox|scripts|docs)\/|\.test\.[cm]?js$/],
    ['keys and settings of the machine', /(^|\/)(\.env|\.npmrc|\.git)|\.(pem|p12|pfx|key)$/],
    ['Node itself', /^node_modules\/node-(linux|win|darwin)-/],
    ['what only the command line needs', /^node_modules\/(commander|cli-progress)\//],
    ['SQLite for other systems', new RegExp(String.raw`\.node$(?<!^${native})`)],
  ])('leaves out %s', (_what, pattern) => {
    expect(packed.files.filter((file) => pattern.test(file))).toEqual([]);
  });

  it('leaves out every package of development', () => {
    const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    const names = Object.keys(manifest.devDependencies);
    const shipped = (name: string) =>
      packed.files.some((file) => file.startsWith(`node_modules/${name}/`));
    expect(names.filter(shipped)).toEqual([]);
  });
});

it('unpacks what the system has to load, and only that', () => {
  expect(packed.unpacked).toEqual([native]);
  expect(existsSync(path.join(packed.resources, 'app.asar.unpacked', native))).toBe(true);
});

it('has beside the archive what the window opens with other programs, and nothing else', () => {
  expect(readdirSync(packed.resources).sort()).toEqual(['app.asar', 'app.asar.unpacked', 'guide']);
  const documents = readdirSync(path.join(packed.resources, 'guide'));
  expect(documents.sort()).toEqual(['security.txt', 'user-guide.txt', 'user-guide.zh-CN.txt']);
});

it('keeps the languages that the window speaks', () => {
  const languages = readdirSync(path.join(packed.folder, 'locales'));
  expect(languages.sort()).toEqual(['en-US.pak', 'zh-CN.pak']);
});

it('looks for no update when no feed was given', () => {
  expect(readdirSync(packed.resources)).not.toContain('app-update.yml');
});

it('burns the fuses', async () => {
  const { version, resetAdHocDarwinSignature, strictlyRequireAllFuses, ...states } =
    await getCurrentFuseWire(packed.executable);
  expect(version).toBe(FuseVersion.V1);
  expect(states).toEqual({
    [FuseV1Options.RunAsNode]: FuseState.DISABLE,
    [FuseV1Options.EnableCookieEncryption]: FuseState.ENABLE,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
    [FuseV1Options.EnableNodeCliInspectArguments]: FuseState.DISABLE,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
    [FuseV1Options.OnlyLoadAppFromAsar]: FuseState.ENABLE,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: FuseState.DISABLE,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    // As Electron delivers it.
    [FuseV1Options.WasmTrapHandlers]: FuseState.ENABLE,
  });
});

it('starts from its packed files alone', async () => {
  const app = path.join(workFolder, 'app');
  const settings = path.join(workFolder, 'settings');
  // The folder of the app's own choice.
  const userData = path.join(settings, 'Ferry');
  packed.extract(app);
  const manifest: unknown = JSON.parse(readFileSync(path.join(app, 'package.json'), 'utf8'));
  expect(manifest).toMatchObject({ desktopName: appIdentity.desktopFile });
  const running = await _electron.launch({
    executablePath: packed.executable,
    args: [],
    cwd: workFolder,
    env: {
      ...(process.env as Record<string, string>),
      XDG_CONFIG_HOME: settings,
      ELECTRON_HOST_HOME: path.dirname(hostDistribution),
      ELECTRON_HOST_PACKAGED_APP: app,
      ELECTRON_HOST_EXE: packed.executable,
      ELECTRON_HOST_RESOURCES: packed.resources,
    },
  });
  try {
    const page = await running.firstWindow();
    await page.locator('#app > *').first().waitFor();
    expect(
      await running.evaluate((electron) => ({
        isPackaged: electron.app.isPackaged,
        name: electron.app.name,
        userData: electron.app.getPath('userData'),
      })),
    ).toEqual({ isPackaged: true, name: appIdentity.name, userData });
    const [tray] = (await hostRecord(running).snapshot()).trays;
    // The width stands in the header of a PNG.
    const widths = tray?.pictures.map((png) => Buffer.from(png, 'base64').readUInt32BE(16));
    expect(widths).toEqual([16, 32]);
    // A thread opened it, by the native module beside the archive.
    await expect
      .poll(() => existsSync(path.join(userData, 'queue', 'queue.db')), pollOptions)
      .toBe(true);
  } finally {
    await running.close();
  }
});
