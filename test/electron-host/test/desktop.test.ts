import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoWindow } from './demo-window.ts';
import { launchDemo, patiently, temporaryFolder, type RunningDemo } from './launch-demo.ts';

declare const window: DemoWindow;

describe('the desktop around the app', () => {
  const folder = temporaryFolder();
  let demo: RunningDemo;

  beforeAll(async () => {
    demo = await launchDemo({ userData: folder.path });
  });

  afterAll(async () => {
    await demo.close();
    folder.remove();
  });

  const isVisible = async (): Promise<boolean | undefined> =>
    (await demo.record.snapshot()).windows[0]?.isVisible;

  const hideToTray = async (): Promise<void> => {
    const window = await demo.app.browserWindow(demo.page);
    await window.evaluate((shown: Electron.BrowserWindow) => {
      shown.close();
    });
    await expect.poll(isVisible, patiently).toBe(false);
  };

  it('sees the tray: tip, picture for both densities, menu', async () => {
    const { trays } = await demo.record.snapshot();
    expect(trays).toHaveLength(1);
    expect(trays[0]?.toolTip).toBe('Demo');
    expect(trays[0]?.image).toMatchObject({
      scaleFactors: [1, 2],
      size: { width: 16, height: 16 },
      isTemplate: true,
    });
    expect(trays[0]?.menu.map(({ label, type }) => [label, type])).toEqual([
      ['Show', 'normal'],
      ['Limit', 'checkbox'],
      ['Nothing', 'normal'],
      ['', 'separator'],
      ['Quit', 'normal'],
    ]);
  });

  it('sees progress and what keeps the machine awake', async () => {
    const { windows, blockers } = await demo.record.snapshot();
    expect(windows[0]?.progress).toEqual({ value: 0.5, mode: 'normal' });
    expect(blockers).toEqual(['prevent-app-suspension']);
  });

  it('hides the window to the tray, with a notification that leads back', async () => {
    await hideToTray();
    expect((await demo.record.snapshot()).notifications).toEqual([
      { title: 'Still uploading', body: 'In the tray.', isShown: true },
    ]);
    await demo.record.clickNotification('Still uploading');
    expect(await isVisible()).toBe(true);
  });

  it('brings it back by the tray’s menu and by a click on the tray', async () => {
    await hideToTray();
    await demo.record.clickMenuItem('tray', 'Show');
    expect(await isVisible()).toBe(true);
    await hideToTray();
    await demo.record.clickTray();
    expect(await isVisible()).toBe(true);
  });

  it('toggles a checkbox of the menu and refuses a disabled item', async () => {
    await demo.record.clickMenuItem('tray', 'Limit');
    const [tray] = (await demo.record.snapshot()).trays;
    expect([tray?.menu[1]?.checked, tray?.toolTip]).toEqual([true, 'true']);
    await expect(demo.record.clickMenuItem('tray', 'Nothing')).rejects.toThrow(/is disabled/);
    await expect(demo.record.clickMenuItem('tray', 'None')).rejects.toThrow(/has no item None/);
  });

  it('sleeps and wakes', async () => {
    const seen = (): Promise<string[]> => demo.page.evaluate(() => window.seen.power);
    await demo.app.evaluate(({ powerMonitor }) => {
      for (const name of ['suspend', 'resume', 'lock-screen']) powerMonitor.emit(name);
    });
    await expect.poll(seen, patiently).toEqual(['suspend', 'resume', 'lock-screen']);
  });

  it('answers a dialog as the test wants, in either way', async () => {
    const file = path.join(folder.path, 'picked.bin');
    writeFileSync(file, 'picked');
    const count = demo.page.locator('#count');
    await demo.record.queueDialogAnswers({ canceled: false, filePaths: [file] });
    await demo.page.getByRole('button', { name: 'Pick' }).click();
    await expect.poll(() => count.textContent(), patiently).toBe('1');
    await demo.app.evaluate(({ dialog }, picked) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [picked] });
    }, file);
    await demo.page.getByRole('button', { name: 'Pick' }).click();
    await expect.poll(() => count.textContent(), patiently).toBe('2');
    const dialogs = (await demo.record.notes()).filter(({ kind }) => kind === 'dialog');
    expect(dialogs).toMatchObject([{ dialog: 'open', options: { properties: ['openFile'] } }]);
  });

  it('keeps secrets, and can take the keychain away', async () => {
    await demo.record.setKeychain({ backend: 'gnome_libsecret' });
    await demo.page.evaluate(() => window.api.setSecret('s3cret ✓'));
    expect(await demo.page.evaluate(() => window.api.getSecret())).toBe('s3cret ✓');
    await demo.record.setKeychain({ backend: 'basic_text', isAvailable: false });
    const state = await demo.app.evaluate(async ({ safeStorage }) => ({
      backend: safeStorage.getSelectedStorageBackend(),
      isAvailable: await safeStorage.isAsyncEncryptionAvailable(),
    }));
    expect(state).toEqual({ backend: 'basic_text', isAvailable: false });
    const message = await demo.page.evaluate(() => window.api.getSecret().then(String, String));
    expect(message).toMatch(/Decryption is not available/);
  });

  it('holds a clipboard of text and pictures', async () => {
    const png = Buffer.from('not really a picture').toString('base64');
    await demo.record.setClipboard({ 'image/png': png, 'text/plain': btoa('hello') });
    const held = await demo.app.evaluate(async ({ clipboard }) => {
      const [item] = await clipboard.read();
      const picture = await item?.getType('image/png');
      const bytes = picture instanceof Blob ? await picture.bytes() : [];
      return {
        types: item?.types,
        text: await clipboard.readText(),
        picture: Buffer.from(bytes).toString('base64'),
      };
    });
    expect(held).toEqual({ types: ['image/png', 'text/plain'], text: 'hello', picture: png });
  });

  it('knows menus, displays, shortcuts, the proxy and the network', async () => {
    await demo.app.evaluate(({ app, BrowserWindow, globalShortcut, Menu, screen }) => {
      const menu = Menu.buildFromTemplate([
        { label: 'File', submenu: [{ label: 'Badge', click: () => app.setBadgeCount(3) }] },
      ]);
      Menu.setApplicationMenu(menu);
      Menu.buildFromTemplate([{ label: 'Copy' }]).popup();
      globalShortcut.register('CommandOrControl+U', () => app.setBadgeCount(4));
      screen.on('display-added', () => BrowserWindow.getAllWindows()[0]?.setPosition(2000, 0));
    });
    const { contextMenu, shortcuts } = await demo.record.snapshot();
    expect([contextMenu[0]?.label, shortcuts]).toEqual(['Copy', ['CommandOrControl+U']]);
    await demo.record.clickMenuItem('application', 'File', 'Badge');
    expect((await demo.record.snapshot()).badgeCount).toBe(3);
    await demo.record.pressShortcut('CommandOrControl+U');
    await demo.record.clickMenuItem('context', 'Copy');
    await demo.record.setDisplays([
      { x: 0, y: 0, width: 1920, height: 1080 },
      { x: 1920, y: 0, width: 1280, height: 1024 },
    ]);
    const after = await demo.record.snapshot();
    expect([after.badgeCount, after.contextMenu, after.windows[0]?.bounds.x]).toEqual([
      4,
      [],
      2000,
    ]);
    await demo.record.setSystemProxy('PROXY proxy.example:8080');
    await demo.record.setOnline(false);
    const network = await demo.app.evaluate(async ({ net, session }) => ({
      proxy: await session.defaultSession.resolveProxy('https://example.com/'),
      isOnline: net.isOnline(),
    }));
    expect(network).toEqual({ proxy: 'PROXY proxy.example:8080', isOnline: false });
  });

  it('throws on an Electron API that the host does not have', async () => {
    const messages = await demo.app.evaluate((electron) =>
      [
        () => electron.shell.readShortcutLink('x'),
        () => electron.desktopCapturer,
        () => electron.BrowserWindow.getAllWindows()[0]?.setVibrancy('menu'),
        () => electron.BrowserWindow.clearPersistedState('x'),
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
    ]);
  });

  it('ends the app by the tray’s menu', async () => {
    const exited = new Promise((resolve) => demo.app.process().once('exit', resolve));
    await demo.record.clickMenuItem('tray', 'Quit');
    expect(await exited).toBe(0);
  });
});
