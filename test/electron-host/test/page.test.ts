import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow } from './demo-window.ts';
import {
  demoFolder,
  launchDemo,
  patiently,
  temporaryFolder,
  type RunningDemo,
} from './launch-demo.ts';

declare const window: DemoWindow;

const pageUrl = pathToFileURL(path.join(demoFolder(), 'page', 'index.html')).href;

describe('a page from a file', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ userData: folder.path, environment: { LANGUAGE: 'zh_CN:en' } });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  const openedOutside = async (): Promise<string[]> =>
    (await demo.record.notes()).flatMap((note) =>
      note.kind === 'open-external' ? [note.url] : [],
    );

  it('runs in the size that the app has chosen', async () => {
    const size = await demo.page.evaluate(() => [window.innerWidth, window.innerHeight]);
    expect(size).toEqual([900, 700]);
  });

  it('belongs to an app that finds itself inside Electron', async () => {
    const found = await demo.app.evaluate(({ app }) => ({
      name: app.name,
      version: app.getVersion(),
      isPackaged: app.isPackaged,
      locale: app.getLocale(),
      languages: app.getPreferredSystemLanguages(),
      type: process.type,
      isDefaultApp: process.defaultApp,
      electron: process.versions.electron.split('.')[0],
      chrome: Number(process.versions.chrome.split('.')[0]) > 100,
      userData: app.getPath('userData'),
    }));
    expect(found).toEqual({
      name: 'Demo Uploader',
      version: '1.2.3',
      isPackaged: false,
      locale: 'zh-CN',
      languages: ['zh-CN', 'en'],
      type: 'browser',
      isDefaultApp: true,
      electron: '45',
      chrome: true,
      userData: folder.path,
    });
  });

  it('obeys its content security policy', async () => {
    const found = await demo.page.evaluate(async () => {
      const evaluate = (): string => {
        try {
          return String((0, eval)('1'));
        } catch (error) {
          return (error as Error).name;
        }
      };
      const fetched = await fetch('https://example.com/x').then(String, String);
      const drop = window.document.querySelector('#drop');
      return {
        fetched,
        inline: window.inlineRan,
        style: window.getComputedStyle(drop).backgroundColor,
        evaluated: await new Promise((resolve) => {
          // In a task of its own, because what a debugger evaluates may evaluate.
          setTimeout(() => {
            resolve(evaluate());
          });
        }),
      };
    });
    expect(found).toEqual({
      inline: undefined,
      style: 'rgb(1, 2, 3)',
      evaluated: 'EvalError',
      fetched: 'TypeError: Failed to fetch',
    });
  });

  it('stays when it may not navigate', async () => {
    const prevented = demo.app.evaluate(
      ({ BrowserWindow }) =>
        new Promise((resolve) => {
          BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) => {
            const { url, isMainFrame } = event;
            setImmediate(() => {
              resolve({ url, isMainFrame, isPrevented: event.defaultPrevented });
            });
          });
        }),
    );
    await demo.app.evaluate(() => undefined);
    await demo.page.evaluate(() => {
      window.location.href = 'https://example.com/away';
    });
    expect(await prevented).toEqual({
      url: 'https://example.com/away',
      isMainFrame: true,
      isPrevented: true,
    });
    expect(await demo.page.evaluate(() => window.location.href)).toBe(pageUrl);
  });

  it('opens no window of its own', async () => {
    const opened = await demo.page.evaluate(() => window.open('https://example.com/popup'));
    expect(opened).toBeNull();
    await expect.poll(openedOutside, patiently).toEqual(['https://example.com/popup']);
    expect(demo.app.windows()).toHaveLength(1);
  });

  it('opens none by a link either', async () => {
    await demo.page.evaluate(() => {
      const link = window.document.createElement('a');
      Object.assign(link, {
        href: 'https://example.com/help',
        target: '_blank',
        textContent: 'help',
      });
      window.document.body.append(link);
    });
    await demo.page.getByText('help').click();
    await expect.poll(openedOutside, patiently).toContain('https://example.com/help');
    expect(demo.app.windows()).toHaveLength(1);
  });

  it('rejects an address that does not exist, as Electron words it', async () => {
    const message = await demo.app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      return window
        .loadFile('none.html')
        .then(String, String)
        .finally(() => {
          window.destroy();
        });
    });
    expect(message).toMatch(/^Error: ERR_FILE_NOT_FOUND \(-6\) loading 'file:.*none\.html'$/);
  });

  it('may be zoomed', async () => {
    const zoom = (factor: number): Promise<void> =>
      demo.app.evaluate(({ BrowserWindow }, value) => {
        BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(value);
      }, factor);
    const width = (): Promise<number> => demo.page.evaluate(() => window.innerWidth);
    await zoom(2);
    await expect.poll(width, patiently).toBe(450);
    await zoom(1.5);
    await zoom(1.25);
    await expect.poll(width, patiently).toBe(720);
    await zoom(1);
    await expect.poll(width, patiently).toBe(900);
  });

  it('follows the theme', async () => {
    const isDark = (): Promise<boolean> =>
      demo.page.evaluate(() => window.matchMedia('(prefers-color-scheme: dark)').matches);
    const choose = (source: 'dark' | 'light'): Promise<boolean> =>
      demo.app.evaluate(({ nativeTheme }, value) => {
        nativeTheme.themeSource = value;
        return nativeTheme.shouldUseDarkColors;
      }, source);
    expect(await choose('dark')).toBe(true);
    await expect.poll(isDark, patiently).toBe(true);
    expect(await choose('light')).toBe(false);
    await expect.poll(isDark, patiently).toBe(false);
  });

  it('refuses windows that Electron would run without its sandbox', async () => {
    const message = await demo.app.evaluate(({ BrowserWindow }) => {
      try {
        new BrowserWindow({ webPreferences: { sandbox: false } });
        return 'opened';
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(message).toMatch(/only windows with sandbox/);
  });
});
