import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ask } from './helpers/bridge.ts';
import { dropFiles } from './helpers/drop-files.ts';
import { launchFerry, patiently, temporaryFolder } from './helpers/launch-ferry.ts';
import { openSandbox, sandboxOf } from './helpers/sandbox-of.ts';

describe('a quit in the middle of an upload', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const source = path.join(folder.path, 'film.bin');
  const bytes = randomBytes(12 * 1024 * 1024);
  afterAll(() => {
    folder.remove();
  });

  it('keeps what has arrived, and the next start brings the rest', async () => {
    writeFileSync(source, bytes);
    const first = await launchFerry({ userData });
    await openSandbox(first.page);
    await ask(first.page, 'settings', 'change', { bandwidthLimit: 4_000_000, partSize: 1_048_576 });
    await dropFiles(first.page, [source]);
    const sent = async () =>
      (await ask(first.page, 'transfers', 'snapshot', undefined)).counters.bytesSent;
    await expect.poll(sent, patiently).toBeGreaterThan(0);
    const place = { x: 40, y: 30, width: 900, height: 640 };
    await first.app.evaluate(({ BrowserWindow }, bounds) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
    }, place);
    await first.close();

    const second = await launchFerry({ userData });
    const objects = await sandboxOf(second.page, userData);
    await second.page.getByText('film.bin').first().waitFor();
    expect(await objects.read('film.bin')).toBeUndefined();
    const remembered = await second.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    );
    expect(remembered).toEqual(place);
    await ask(second.page, 'settings', 'change', { bandwidthLimit: null });
    await second.page.getByText('Everything arrived').waitFor();
    expect(bytes.equals((await objects.read('film.bin')) ?? Buffer.alloc(0))).toBe(true);
    await second.close();
  });
});

describe('a page that crashes', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  afterAll(() => {
    folder.remove();
  });

  it('is shown afresh, and uploads do not notice', async () => {
    const source = path.join(folder.path, 'film.bin');
    writeFileSync(source, randomBytes(8 * 1024 * 1024));
    const ferry = await launchFerry({ userData });
    await openSandbox(ferry.page);
    await ask(ferry.page, 'settings', 'change', { bandwidthLimit: 4_000_000 });
    await dropFiles(ferry.page, [source]);
    await ferry.page.getByText('film.bin').first().waitFor();
    // The host goes on in a new target, Electron in the old one.
    const next = ferry.onHost ? ferry.app.waitForEvent('window') : Promise.resolve(ferry.page);
    await ferry.app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    const page = await next;
    await page.getByText('Everything arrived').waitFor();
    const { counters } = await ask(page, 'transfers', 'snapshot', undefined);
    expect(counters.states.done.files).toBe(1);
    await ferry.close();
  });
});
