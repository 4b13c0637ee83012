import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageAtStart } from '../helpers/built-files.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { holdDatabase } from '../helpers/held-database.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the window at a start', () => {
  let bench: Workbench;
  let database: string;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    database = path.join(bench.userData, 'queue', 'queue.db');
    await dropFiles(bench.page, [bench.write('yesterday.txt', 'sent')]);
    await rowOf(bench.page, 'yesterday').getByText('verified').waitFor();
    await bench.ferry.close();
  });
  afterAll(async () => {
    await bench.close();
  });

  const isEmpty = async () =>
    (await bench.page.getByText(/^Nothing uploaded yet|^Open the sandbox/).count()) > 0;

  /** Names of the scripts that the page has asked for. */
  const loadedScripts = () =>
    bench.page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .map(({ name }) => name.slice(name.lastIndexOf('/') + 1))
        .filter((name) => name.endsWith('.js')),
    );

  it('says why there is no queue when another program has it', async () => {
    const other = new Database(`${database}.lock`);
    other.exec('BEGIN EXCLUSIVE');
    try {
      await bench.relaunch();
      const reason = 'Another Ferry is at work with this queue. Close the other one';
      await bench.page.getByText(reason).waitFor();
      await bench.page.getByText('The list cannot be read now.').waitFor();
      expect(await isEmpty()).toBe(false);
      await bench.ferry.close();
    } finally {
      other.close();
    }
  });

  it('shows the rows of the last time, and has loaded nothing that is not shown', async () => {
    await bench.relaunch();
    await rowOf(bench.page, 'yesterday').getByText('verified').waitFor();
    expect(await bench.page.getByText('Another Ferry').count()).toBe(0);
    const files = await loadedScripts();
    const atStart = [...pageAtStart().files].map((file) => path.basename(file));
    expect(files).toEqual(expect.arrayContaining(atStart));
    const later = files.filter((name) => !atStart.includes(name));
    expect(later).toEqual([expect.stringMatching(/^en-[\w-]+\.js$/)]);
    await bench.ferry.close();
  });

  it.runIf(process.platform !== 'win32')(
    'is there and of use while the database is not open yet',
    async () => {
      const held = holdDatabase(database);
      // Resolves when the first view stands.
      await bench.relaunch();
      const { page, ferry, sandbox, objects, write } = bench;
      const isVisible = () =>
        ferry.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().some((window) => window.isVisible()),
        );
      await held.reached();
      sandbox.journal.clear();
      try {
        await expect.poll(isVisible, pollOptions).toBe(true);
        await page.getByText('Opening the queue…').waitFor();
        expect(await isEmpty()).toBe(false);
        await page.keyboard.press('Control+,');
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
        await page.keyboard.press('Escape');
        await dropFiles(page, [write('today.txt', 'dropped early')]);
        expect(await rowOf(page, /day/).count()).toBe(0);
        expect(sandbox.journal.count({})).toBe(0);
      } finally {
        held.letGo();
      }
      await rowOf(page, 'yesterday').getByText('verified').waitFor();
      await rowOf(page, 'today').getByText('verified').waitFor();
      expect((await objects.read('in/today.txt'))?.toString()).toBe('dropped early');
      expect(await page.getByText('Opening the queue…').count()).toBe(0);
    },
  );
});
