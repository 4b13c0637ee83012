import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOpenDialog } from '../helpers/dialogs.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { refusal } from '../helpers/refusal.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the tray and the notifications', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const snapshot = () => bench.ferry.record.snapshot();
  const tray = async () => (await snapshot()).trays[0];
  const menu = async () => (await tray())?.menu ?? [];
  const status = async () => (await menu())[0]?.label;
  const notifications = async () =>
    (await snapshot()).notifications.map(({ title, body }) => `${title}: ${body}`);
  const isVisible = () =>
    bench.ferry.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some((window) => window.isVisible()),
    );

  /** Hides the window, and waits until it is hidden. */
  async function closeWindow(): Promise<void> {
    await bench.ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.close();
    });
    await expect.poll(isVisible, pollOptions).toBe(false);
  }

  it('show what moves, and let it be paused and resumed', async ({ skip }) => {
    const { ferry, sandbox, write } = bench;
    skip(!ferry.onHost, 'Real Electron keeps no record of its tray.');
    await expect.poll(status, pollOptions).toBe('Nothing to upload');
    const idle = (await tray())?.pictures;
    const held = sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await answerOpenDialog(ferry, [write('first.txt', 'one'), write('second.txt', 'two')]);
    await ferry.record.clickMenuItem('Add files…');
    await expect.poll(status, pollOptions).toMatch(/^2 left/);
    await closeWindow();
    expect((await tray())?.pictures).not.toEqual(idle);
    await ferry.record.clickMenuItem('Pause all');
    await expect.poll(status, pollOptions).toBe('2 paused');
    held.remove();
    await ferry.record.clickMenuItem('Resume all');
    await expect.poll(status, pollOptions).toBe('Nothing to upload');
  });

  it('tell of the end of a batch, once, and lead to it', async ({ skip }) => {
    const { ferry, page, objects } = bench;
    skip(!ferry.onHost, 'Real Electron keeps no record of its notifications.');
    await expect
      .poll(notifications, pollOptions)
      .toEqual([
        expect.stringMatching(/^Ferry goes on in the background: /),
        expect.stringMatching(/^Upload finished: .*: 2 files, 6 B, all verified\.$/),
      ]);
    expect((await objects.keys()).toSorted()).toEqual(['in/first.txt', 'in/second.txt']);
    expect(await isVisible()).toBe(false);
    await ferry.record.clickNotification('Upload finished');
    await expect.poll(isVisible, pollOptions).toBe(true);
    await page.getByRole('treegrid').waitFor();
  });

  it('list what has finished, with its link', async ({ skip }) => {
    const { ferry, sandbox } = bench;
    skip(!ferry.onHost, 'Real Electron keeps no record of its tray.');
    const finished = async () =>
      (await menu())
        .find(({ label }) => label === 'Last finished')
        ?.submenu.map(({ label }) => label)
        .sort();
    await expect.poll(finished, pollOptions).toEqual(['first.txt', 'second.txt']);
    await ferry.record.clickMenuItem('Last finished', 'second.txt', 'Copy link');
    const copied = () => ferry.app.evaluate(({ clipboard }) => clipboard.readText());
    await expect.poll(copied, pollOptions).toContain('in/second.txt');
    expect(await copied()).toContain(new URL(sandbox.endpoint).host);
  });

  it('tell of a batch that needs a person', async ({ skip }) => {
    const { ferry, sandbox, write, page } = bench;
    skip(!ferry.onHost, 'Real Electron keeps no record of its notifications.');
    const held = sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: { kind: 'hold' },
    });
    sandbox.faults.add({
      when: { operation: 'PutObject' },
      fault: refusal,
    });
    await answerOpenDialog(ferry, [write('third.txt', 'three')]);
    await ferry.record.clickMenuItem('Add files…');
    await held.nextFired();
    await closeWindow();
    held.release();
    await expect.poll(status, pollOptions).toBe('1 needs attention');
    await expect
      .poll(async () => (await notifications()).at(-1), pollOptions)
      .toBe('Some files need you: third.txt: 1 file could not be uploaded.');
    await ferry.record.clickNotification('Some files need you');
    await page.locator('[data-act=mend]').first().waitFor();
  });

  it('take files that are dropped on the icon', async ({ skip }) => {
    const { ferry, objects, write } = bench;
    skip(!ferry.onHost, 'No test can drop files on the tray of real Electron.');
    await ferry.record.dropOnTray([write('dropped.txt', 'dropped')]);
    const read = async () => (await objects.read('in/dropped.txt'))?.toString();
    await expect.poll(read, pollOptions).toBe('dropped');
  });
});
