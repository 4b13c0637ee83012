import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsSent } from '../../helpers/expect-transfer.ts';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const threeParts = noise(3 * partSize);

describe('the app and the system it runs on', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const isVisible = () =>
    bench.ferry.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some((window) => window.isVisible()),
    );

  it('takes files that are opened together, one by one, as one batch', async () => {
    const { ferry, page, write, objects } = bench;
    const files = ['one.txt', 'two.txt', 'three.txt'].map((name) => write(`dock/${name}`, name));
    // As macOS tells of files that were dropped on the dock.
    await ferry.app.evaluate(({ app }, paths) => {
      for (const path of paths) app.emit('open-file', { preventDefault: () => undefined }, path);
    }, files);
    await page.getByRole('heading', { name: 'one.txt + 2' }).waitFor();
    await page.getByRole('button', { name: 'Done 3' }).waitFor();
    expect((await objects.keys()).toSorted()).toEqual(['in/one.txt', 'in/three.txt', 'in/two.txt']);
    await showAll(page);
  });

  it('says in words that its package looks for no updates', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'More actions' }).first().click();
    await page.getByRole('menuitem', { name: 'Check for updates' }).click();
    const answer = page.getByText('This Ferry looks for no updates').first();
    await answer.waitFor();
    expect(await answer.isVisible()).toBe(true);
  });

  it('shows progress in dock and taskbar, and none when nothing is left', async ({ skip }) => {
    const { ferry, page, sandbox, write } = bench;
    if (!ferry.onHost) skip('Real Electron does not tell what the taskbar shows.');
    const progress = async () => (await ferry.record.snapshot()).windows[0]?.progress;
    expect(await progress()).toEqual({ value: -1, mode: 'none' });
    const held = sandbox.faults.add({
      when: { operation: 'UploadPart', key: 'in/half.bin' },
      after: 2,
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write('half.bin', threeParts)]);
    await held.nextFired();
    await expect.poll(progress, pollOptions).toEqual({
      value: expect.closeTo(2 / 3) as number,
      mode: 'normal',
    });
    held.remove();
    await rowOf(page, 'half').getByText('verified').waitFor();
    await expect.poll(progress, pollOptions).toEqual({ value: -1, mode: 'none' });
  });

  it('leaves the full screen before it hides', async ({ skip }) => {
    const { ferry } = bench;
    if (!ferry.onHost) skip('A screen is filled by the window manager, and there may be none.');
    await ferry.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setFullScreen(true);
      window?.close();
    });
    await expect.poll(isVisible, pollOptions).toBe(false);
    const isFullScreen = await ferry.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().some((window) => window.isFullScreen()),
    );
    expect(isFullScreen).toBe(false);
  });

  it('comes back by a click on its icon in the dock', async () => {
    await bench.ferry.app.evaluate(({ app }) => app.emit('activate', {}, false));
    await expect.poll(isVisible, pollOptions).toBe(true);
  });

  it.each([
    ['Windows ends the session', 'session-end'],
    ['the computer shuts down', 'shutdown'],
  ] as const)('ends in order when %s, and goes on afterwards', async (_what, event) => {
    const { ferry, page, sandbox, write } = bench;
    const key = `in/${event}.bin`;
    const held = sandbox.faults.add({
      when: { operation: 'UploadPart', key },
      after: 1,
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write(`${event}.bin`, threeParts)]);
    await held.nextFired();
    const ended = once(ferry.app.process(), 'exit');
    // Playwright hears of the end before it hears of the answer.
    await ferry.app
      .evaluate(({ BrowserWindow, powerMonitor }, name) => {
        const emitter = name === 'shutdown' ? powerMonitor : BrowserWindow.getAllWindows()[0];
        emitter?.emit(name, { preventDefault: () => undefined });
      }, event)
      .catch(() => undefined);
    expect(await ended).toEqual([0, null]);
    held.remove();
    await bench.relaunch();
    await rowOf(bench.page, event).getByText('verified').waitFor();
    expect((await bench.objects.read(key))?.equals(threeParts)).toBe(true);
    expect(partsSent(sandbox, key)).toEqual({ 1: 1, 2: 2, 3: 1 });
  });
});
