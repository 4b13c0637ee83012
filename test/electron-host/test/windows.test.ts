import path from 'node:path';
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

describe('windows', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ userData: folder.path });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  it('each have their own API and messages', async () => {
    const opened = demo.app.waitForEvent('window');
    await demo.app.evaluate(
      ({ BrowserWindow }, files) => {
        const second = new BrowserWindow({ webPreferences: { preload: files.preload } });
        void second.loadFile(files.page);
      },
      {
        preload: path.join(demoFolder(), 'preload.cjs'),
        page: path.join('page', 'index.html'),
      },
    );
    const second = await opened;
    await second.waitForFunction(() => window.isReady, null, { polling: 20 });
    const handle = await demo.app.browserWindow(second);
    await handle.evaluate((shown: Electron.BrowserWindow) => {
      shown.webContents.send('power', 'for the second');
    });
    await expect
      .poll(() => second.evaluate(() => window.seen.power), patiently)
      .toEqual(['for the second']);
    expect(await demo.page.evaluate(() => window.seen.power)).toEqual([]);
    expect(await second.evaluate(() => window.api.echo(2))).toBe(2);

    const closed = second.waitForEvent('close');
    await handle.evaluate((shown: Electron.BrowserWindow) => {
      shown.destroy();
    });
    await closed;
    expect((await demo.record.snapshot()).windows).toHaveLength(1);
  });

  it('that are destroyed can no longer be used', async () => {
    const found = await demo.app.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      const { webContents } = window;
      window.destroy();
      const messageOf = (use: () => unknown): string => {
        try {
          return String(use());
        } catch (error) {
          return String(error);
        }
      };
      return {
        areDestroyed: [window.isDestroyed(), webContents.isDestroyed()],
        title: messageOf(() => window.getTitle()),
        contents: messageOf(() => window.webContents),
        send: messageOf(() => {
          webContents.send('power', 'late');
        }),
      };
    });
    expect(found).toEqual({
      areDestroyed: [true, true],
      title: 'TypeError: Object has been destroyed',
      contents: 'TypeError: Object has been destroyed',
      send: 'TypeError: Object has been destroyed',
    });
  });

  it('tell of every move, and remember where they are', async () => {
    const events = await demo.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const seen: string[] = [];
      for (const name of ['move', 'resize', 'maximize', 'minimize', 'restore', 'hide', 'show']) {
        window?.on(name as 'move', () => seen.push(name));
      }
      window?.setBounds({ x: 30, y: 40, width: 700, height: 500 });
      window?.maximize();
      window?.minimize();
      window?.restore();
      window?.hide();
      window?.show();
      return { seen, bounds: window?.getNormalBounds() };
    });
    expect(events).toEqual({
      seen: ['move', 'resize', 'maximize', 'minimize', 'restore', 'hide', 'show'],
      bounds: { x: 30, y: 40, width: 700, height: 500 },
    });
    await expect
      .poll(() => demo.page.evaluate(() => [window.innerWidth, window.innerHeight]), patiently)
      .toEqual([700, 500]);
  });

  it('can be photographed', async () => {
    expect((await demo.page.screenshot()).readUInt32BE(16)).toBe(700);
    const size = await demo.app.evaluate(async ({ BrowserWindow }) =>
      (await BrowserWindow.getAllWindows()[0]?.capturePage())?.getSize(),
    );
    expect(size).toEqual({ width: 700, height: 500 });
  });

  it('save nothing that they download, and the app hears of it', async () => {
    await demo.app.evaluate(({ session }) => {
      session.defaultSession.on('will-download', (event, item) => {
        if (item.getFilename() === 'report.txt') event.preventDefault();
      });
    });
    await demo.page.evaluate(() => {
      const link = window.document.createElement('a');
      const href = URL.createObjectURL(new Blob(['x']));
      Object.assign(link, { href, download: 'report.txt' });
      window.document.body.append(link);
      link.click();
    });
    const downloads = async (): Promise<boolean[]> =>
      (await demo.record.notes()).flatMap((note) =>
        note.kind === 'download' ? [note.prevented] : [],
      );
    await expect.poll(downloads, patiently).toEqual([true]);
  });

  it('come back with their page after a crash of the renderer', async () => {
    await demo.app.evaluate(({ app, BrowserWindow }) => {
      app.once('render-process-gone', (_event, contents) => {
        contents.reload();
      });
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    const reopened = await demo.app.waitForEvent('window');
    await reopened.waitForFunction(() => window.isReady, null, { polling: 20 });
    expect(await reopened.evaluate(() => window.api.echo('back'))).toBe('back');
    const size = await reopened.evaluate(() => [window.innerWidth, window.innerHeight]);
    expect(size).toEqual([700, 500]);
    expect((await demo.record.snapshot()).windows).toHaveLength(1);
  });
});
