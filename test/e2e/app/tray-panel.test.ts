import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf } from '../helpers/rows.ts';
import { secondStart } from '../helpers/second-start.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the panel at the tray', () => {
  let bench: Workbench;
  let panel: Page;
  let held: ReturnType<Workbench['sandbox']['faults']['add']>;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    await dropFiles(page, [write('first.txt', 'first')]);
    await rowOf(page, 'first').getByText('verified').waitFor();
    held = sandbox.faults.add({
      when: { operation: 'UploadPart', key: 'in/film.mov' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write('film.mov', noise(3 * partSize))]);
    await held.nextFired();
  });
  afterAll(async () => {
    held.remove();
    await bench.close();
  });

  const copied = () => bench.ferry.app.evaluate(({ clipboard }) => clipboard.readText());
  const isVisible = (index: number) =>
    bench.ferry.app.evaluate(
      ({ BrowserWindow }, at) => BrowserWindow.getAllWindows()[at]?.isVisible() ?? false,
      index,
    );

  it('shows what runs and what arrived last', async ({ skip }) => {
    const { ferry } = bench;
    skip(!ferry.onHost, 'No test can click on the tray of real Electron.');
    const opened = ferry.app.waitForEvent('window');
    await ferry.record.clickTray();
    panel = await opened;
    const running = panel.getByRole('list', { name: 'On the way' });
    await running.getByText('film').waitFor();
    await panel.locator('.recent').getByText('first').waitFor();
    await expect.poll(() => isVisible(1), pollOptions).toBe(true);
    expect(await seriousFindings(panel)).toEqual([]);
  });

  it('copies links, pauses, resumes and limits', async ({ skip }) => {
    skip(!bench.ferry.onHost, 'No test can click on the tray of real Electron.');
    await panel.getByRole('button', { name: 'Copy link' }).click();
    await expect.poll(copied, pollOptions).toContain('in/first.txt');
    await panel.getByRole('button', { name: 'Pause all' }).click();
    await rowOf(bench.page, 'film').getByText('Paused').waitFor();
    await panel.getByRole('button', { name: 'Resume all' }).click();
    await rowOf(bench.page, 'film').getByText('Uploading').waitFor();
    await panel.getByRole('button', { name: 'No limit' }).click();
    await bench.page.getByRole('button', { name: /Change the speed limit: Limit/ }).waitFor();
  });

  it('may make no other call of the contract', async ({ skip }) => {
    skip(!bench.ferry.onHost, 'No test can click on the tray of real Electron.');
    const refused = [
      ask(panel, 'transfers', 'cancel', { all: true }),
      ask(panel, 'app', 'changePreferences', { destinations: [] }),
      ask(panel, 'accounts', 'remove', bench.accountId),
    ];
    for (const result of await Promise.allSettled(refused)) {
      const error = result.status === 'rejected' ? String(result.reason) : result.status;
      expect(error).toContain('call-refused');
    }
  });

  it('leads to the window, and goes', async ({ skip }) => {
    const { ferry, page } = bench;
    skip(!ferry.onHost, 'No test can click on the tray of real Electron.');
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await expect.poll(() => isVisible(0), pollOptions).toBe(false);
    await panel.getByRole('button', { name: 'Open Ferry' }).click();
    await expect.poll(() => isVisible(0), pollOptions).toBe(true);
    await expect.poll(() => isVisible(1), pollOptions).toBe(false);
    await page.getByRole('grid').waitFor();
  });
});

describe('the global shortcut', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });
  const keys = 'CommandOrControl+Shift+U';

  it('is off until the user wants it, then uploads the clipboard from anywhere', async ({
    skip,
  }) => {
    const { ferry, page, objects } = bench;
    skip(!ferry.onHost, 'No test can press a global shortcut of the system.');
    expect(await ferry.record.pressShortcut(keys)).toBe(false);
    await ferry.app.evaluate(({ clipboard }) => clipboard.writeText('from the clipboard'));
    await ask(page, 'app', 'changePreferences', { pasteShortcut: keys });
    expect(await ask(page, 'app', 'pasteShortcut', undefined)).toBe('on');
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    expect(await ferry.record.pressShortcut(keys)).toBe(true);
    await expect
      .poll(() => objects.keys(), pollOptions)
      .toEqual([expect.stringMatching(/^in\/text .*\.txt$/)]);
    await ask(page, 'app', 'changePreferences', { pasteShortcut: 'off' });
    expect(await ferry.record.pressShortcut(keys)).toBe(false);
  });

  it('says in words that another program has it', async ({ skip }) => {
    const { ferry, page } = bench;
    skip(!ferry.onHost, 'No test can take a global shortcut of the system.');
    await ferry.record.takeShortcut('CommandOrControl+Alt+U');
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.show();
    });
    await page.keyboard.press('Control+,');
    await page.getByRole('combobox', { name: 'Upload the clipboard from any program' }).click();
    await page.getByRole('option', { name: 'Ctrl+Alt+U' }).click();
    await page.getByText('another program has it').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe('a desktop without a tray', () => {
  it('says once how the closed window comes back, and can keep it in the taskbar', async () => {
    const bench = await setUpWorkbench({ environment: { XDG_SESSION_TYPE: 'wayland' } });
    const { ferry, page } = bench;
    await ferry.app.evaluate(({ dialog }) => {
      const asked: unknown[] = [];
      Object.assign(globalThis, { asked });
      dialog.showMessageBox = (options: unknown) => {
        asked.push(options);
        return Promise.resolve({ response: 1, checkboxChecked: false });
      };
    });
    const close = () =>
      ferry.app.evaluate(({ BrowserWindow }) => {
        BrowserWindow.getAllWindows()[0]?.close();
      });
    const asked = () =>
      ferry.app.evaluate(() => (globalThis as unknown as { asked: { detail: string }[] }).asked);
    const isMinimized = () =>
      ferry.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isMinimized());
    await close();
    await expect.poll(isMinimized, pollOptions).toBe(true);
    expect((await asked())[0]?.detail).toContain('start Ferry again to see its window');
    await secondStart(bench.userData);
    await expect.poll(isMinimized, pollOptions).toBe(false);
    await close();
    await expect.poll(isMinimized, pollOptions).toBe(true);
    expect(await asked()).toHaveLength(1);
    expect((await ask(page, 'app', 'preferences', undefined)).closeTo).toBe('taskbar');
    await bench.close();
  });
});
