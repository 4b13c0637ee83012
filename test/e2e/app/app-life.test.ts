import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import {
  appFolder,
  launchFerry,
  pollOptions,
  startFerry,
  temporaryFolder,
  type RunningFerry,
} from '../helpers/launch-ferry.ts';
import { openSandbox, sandboxOf } from '../helpers/sandbox-of.ts';
import { secondStart } from '../helpers/second-start.ts';

/** Whether a window of the app can be seen. */
async function isShown({ app }: Pick<RunningFerry, 'app'>): Promise<boolean> {
  return await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().some((window) => window.isVisible()),
  );
}

describe('the app beside other programs', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const settings = path.join(folder.path, 'settings');
  let ferry: RunningFerry;

  beforeAll(async () => {
    ferry = await launchFerry({ userData, environment: { XDG_CONFIG_HOME: settings } });
    await openSandbox(ferry.page);
  });
  afterAll(async () => {
    await ferry.close();
    folder.remove();
  });

  it('hides when its window is closed, and says so once', async () => {
    const close = () =>
      ferry.app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.close();
      });
    await close();
    await expect.poll(() => isShown(ferry), pollOptions).toBe(false);
    expect(await secondStart(userData)).toBe(0);
    await expect.poll(() => isShown(ferry), pollOptions).toBe(true);
    await close();
    await expect.poll(() => isShown(ferry), pollOptions).toBe(false);
    if (!ferry.onHost) return;
    const titles = (await ferry.record.snapshot()).notifications.map(({ title }) => title);
    expect(titles).toEqual(['Ferry goes on in the background']);
  });

  it('notifies of files that arrived in a hidden window', async () => {
    const file = path.join(folder.path, 'unwatched.txt');
    writeFileSync(file, 'behind the back');
    await secondStart(userData, '--hidden', file);
    const objects = await sandboxOf(ferry.page, userData);
    await expect
      .poll(async () => (await objects.read('unwatched.txt'))?.toString(), pollOptions)
      .toBe('behind the back');
    expect(await isShown(ferry)).toBe(false);
    if (!ferry.onHost) return;
    const titles = async () =>
      (await ferry.record.snapshot()).notifications.map(({ title }) => title);
    await expect.poll(titles, pollOptions).toContain('Upload finished');
    await ferry.record.clickNotification('Upload finished');
    await expect.poll(() => isShown(ferry), pollOptions).toBe(true);
  });

  it('uploads what a second start names, and shows itself', async () => {
    const file = path.join(folder.path, 'named.txt');
    writeFileSync(file, 'by its name');
    await secondStart(userData, file);
    const objects = await sandboxOf(ferry.page, userData);
    await expect
      .poll(async () => (await objects.read('named.txt'))?.toString(), pollOptions)
      .toBe('by its name');
    expect(await isShown(ferry)).toBe(true);
  });

  it('goes where a link leads', async () => {
    await secondStart(userData, 'ferry://settings/network');
    const proxyTest = ferry.page.getByRole('button', { name: 'Test' });
    await expect.poll(() => proxyTest.count(), pollOptions).toBe(1);
    await secondStart(userData, 'ferry://transfers');
    await expect.poll(() => proxyTest.count(), pollOptions).toBe(0);
  });

  it('opens its own user guide, in the language of the window', async ({ skip }) => {
    if (!ferry.onHost) skip('On real Electron another program would be started.');
    await secondStart(userData, 'ferry://settings/advanced');
    await ferry.page.getByRole('button', { name: 'User guide' }).click();
    await ask(ferry.page, 'app', 'changePreferences', { language: 'zh-CN' });
    await ferry.page.getByRole('button', { name: '用户指南' }).click();
    await ask(ferry.page, 'app', 'changePreferences', { language: 'en' });
    const opened = async () =>
      (await ferry.record.notes()).flatMap((note) => (note.kind === 'open-path' ? note.path : []));
    const guides = ['user-guide.md', 'user-guide.zh-CN.md'];
    await expect
      .poll(opened, pollOptions)
      .toEqual(guides.map((guide) => path.join(appFolder, 'docs', guide)));
  });

  it.runIf(process.platform === 'linux')('starts with the session if it shall', async () => {
    const entry = path.join(settings, 'autostart', 'ferry.desktop');
    await ask(ferry.page, 'app', 'changePreferences', { launchAtLogin: true });
    await expect.poll(() => existsSync(entry), pollOptions).toBe(true);
    await ask(ferry.page, 'app', 'changePreferences', { launchAtLogin: false });
    await expect.poll(() => existsSync(entry), pollOptions).toBe(false);
  });
});

describe('a start with the session', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  afterAll(() => {
    folder.remove();
  });

  it('shows no window until the user opens it', async () => {
    const app = await startFerry({ userData, arguments: ['--hidden'] });
    expect(await isShown({ app })).toBe(false);
    const shown = app.waitForEvent('window');
    await secondStart(userData);
    const page = await shown;
    await page.getByRole('button', { name: 'Open the sandbox' }).waitFor();
    await app.close();
  });
});
