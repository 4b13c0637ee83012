import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseElectron } from '../choose-electron.ts';

/** The demo's preload API as its page sees it. */
interface DemoApi {
  readonly version: string;
  pathOf(file: unknown): string;
  echo(value: unknown): Promise<unknown>;
  invoke(channel: string): Promise<unknown>;
  callBack<Answer>(callback: (value: number) => Answer): Answer;
  unknown(): void;
  add(one: number, other: number): number;
  fail(): void;
}

declare const window: { api: DemoApi; readonly document: { readonly body: object } };

const userData = mkdtempSync(path.join(tmpdir(), 'electron-host-'));
let app: ElectronApplication;
let page: Page;

beforeAll(async () => {
  chooseElectron();
  app = await _electron.launch({
    args: [path.join(import.meta.dirname, '..', 'demo'), `--user-data-dir=${userData}`],
    env: { ...(process.env as Record<string, string>), LANGUAGE: 'zh_CN:en' },
  });
  page = await app.firstWindow();
  await page.waitForURL('https://app.demo.electron-host.invalid/');
});

afterAll(async () => {
  await app.close();
  rmSync(userData, { recursive: true, force: true, maxRetries: 5 });
});

describe('the preload', () => {
  it('shows the page its API and nothing else of its world', async () => {
    const found = await page.evaluate(() => {
      const hidden = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'];
      const ofHost = ['preloadSecret', '__hostSend', '__hostReceive', '__hostStop'];
      const leaked = [...hidden, ...ofHost].filter((name) => name in window);
      const { configurable, writable } = Object.getOwnPropertyDescriptor(window, 'api') ?? {};
      const isFrozen =
        Object.isFrozen(window.api) && Object.isFrozen(Reflect.get(window.api, 'add'));
      return { leaked, version: window.api.version, configurable, writable, isFrozen };
    });
    expect(found).toEqual({
      leaked: [],
      version: '1.2.3',
      configurable: false,
      writable: false,
      isFrozen: true,
    });
  });

  it('answers plain functions at once, and calls those of the page', async () => {
    expect(await page.evaluate(() => window.api.add(2, 3))).toBe(5);
    expect(await page.evaluate(() => window.api.callBack((value) => value + 1))).toBe(2);
  });

  it('loses class and properties of what it throws, and keeps the message', async () => {
    const found = await page.evaluate(() => {
      try {
        window.api.fail();
        return undefined;
      } catch (error) {
        const { message, constructor, code } = error as Error & { code?: string };
        return { message, isPlain: constructor === Error, code };
      }
    });
    expect(found).toEqual({ message: 'nope', isPlain: true, code: undefined });
  });

  it('refuses proxies, symbols, functions and elements, as Electron words it', async () => {
    const refusals = await page.evaluate(() =>
      Promise.all(
        [
          () => window.api.echo(new Proxy({ a: 1 }, {})),
          () => window.api.echo({ list: [new Proxy({}, {})] }),
          () => window.api.echo(Symbol('x')),
          () => window.api.echo(() => 1),
          () => window.api.echo(window.document.body),
        ].map(async (send) => {
          try {
            return await send();
          } catch (error) {
            return (error as Error).message;
          }
        }),
      ),
    );
    expect(refusals).toEqual(refusals.map(() => 'An object could not be cloned.'));
  });

  it('knows no path of a File that a script has made, and of nothing else', async () => {
    const answers = await page.evaluate(() =>
      [new File(['x'], 'made.txt'), { name: 'x' }].map((file) => {
        try {
          return window.api.pathOf(file);
        } catch (error) {
          return (error as Error).message;
        }
      }),
    );
    expect(answers).toEqual([
      '',
      'getPathForFile expected to receive a File object but one was not provided',
    ]);
  });

  it('throws on an Electron API that the host does not have', async () => {
    const message = await page.evaluate(() => {
      try {
        window.api.unknown();
        return 'passed';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toBe('electron-host: ipcRenderer.postMessage is not implemented');
  });
});

describe('messages between page and main process', () => {
  it('are clones', async () => {
    const [same, sum] = await page.evaluate(async () => {
      const sent = { none: undefined, bytes: new Uint8Array(2 << 20).fill(7) };
      const got = (await window.api.echo(sent)) as typeof sent;
      return ['none' in got, got.bytes.reduce((total, byte) => total + byte, 0)] as const;
    });
    expect([same, sum]).toEqual([true, 7 * (2 << 20)]);
  });

  it('are answered each with its own answer, hundreds at once', async () => {
    const answers = await page.evaluate(() =>
      Promise.all(Array.from({ length: 500 }, (_, index) => window.api.echo(index))),
    );
    expect(answers).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  it.each([
    ['fail', "Error: Error invoking remote method 'fail': RangeError: disk full"],
    ['none', "Error: Error invoking remote method 'none': Error: No handler registered for 'none'"],
    [
      'uncloneable',
      "Error: Error invoking remote method 'uncloneable': Error: An object could not be cloned.",
    ],
  ])('tell what went wrong in the handler %s', async (channel, message) => {
    const failure = page.evaluate((name) => window.api.invoke(name).then(String, String), channel);
    expect(await failure).toBe(message);
  });
});

describe('the main process', () => {
  it('finds itself inside Electron', async () => {
    const found = await app.evaluate((electron) => ({
      name: electron.app.name,
      version: electron.app.getVersion(),
      isPackaged: electron.app.isPackaged,
      languages: electron.app.getPreferredSystemLanguages(),
      type: process.type,
      chrome: Number(process.versions.chrome.split('.')[0]) > 100,
      userData: electron.app.getPath('userData'),
    }));
    expect(found).toEqual({
      name: 'Demo Uploader',
      version: '1.2.3',
      isPackaged: false,
      languages: ['zh-CN', 'en'],
      type: 'browser',
      chrome: true,
      userData,
    });
    expect(await page.evaluate('navigator.language')).toBe('zh-CN');
  });

  it('throws on an Electron API that the host does not have', async () => {
    const messages = await app.evaluate((electron) =>
      [
        () => electron.shell.readShortcutLink('x'),
        () => electron.desktopCapturer,
        () => electron.BrowserWindow.getAllWindows()[0]?.setVibrancy('menu'),
        () => electron.BrowserWindow.clearPersistedState('x'),
        () => new electron.BrowserWindow({ webPreferences: { sandbox: false } }),
      ].map((use) => {
        try {
          use();
          return 'passed';
        } catch (error) {
          return (error as Error).message;
        }
      }),
    );
    expect(messages).toEqual([
      'electron-host: shell.readShortcutLink is not implemented',
      'electron-host: electron.desktopCapturer is not implemented',
      'electron-host: BrowserWindow.setVibrancy is not implemented',
      'electron-host: BrowserWindow.clearPersistedState is not implemented',
      expect.stringContaining('only windows with sandbox'),
    ]);
  });
});

/** The processes that live and name this folder on their command line. */
function processesOn(folder: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false;
    }
  });
}

it('takes Chromium with it when it is killed', async () => {
  // The app and its Chromium.
  expect(processesOn(userData).length).toBeGreaterThan(1);
  const ended = once(app.process(), 'exit');
  app.process().kill('SIGKILL');
  await ended;
  await expect.poll(() => processesOn(userData), { timeout: 30_000 }).toEqual([]);
});
