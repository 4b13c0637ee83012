import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveBenchKeys, writeUploads } from '../../bench/written-queue.ts';
import {
  launchFerry,
  pollOptions,
  type RunningFerry,
  temporaryFolder,
} from '../helpers/launch-ferry.ts';
import { ask } from '../helpers/bridge.ts';
import { answerSaveDialogs } from '../helpers/dialogs.ts';
import { openUpload, showAll } from '../helpers/rows.ts';

/** Ferry changes 10,000 files at once at most: a command on more runs in portions. */
const files = 100_000;
/** A command on all of them takes some seconds on a busy machine. */
const untilAllChanged = { timeout: 180_000 };

describe('a selection of a hundred thousand files', () => {
  const own = temporaryFolder();
  let ferry: RunningFerry;

  beforeAll(async () => {
    const userData = path.join(own.path, 'user-data');
    await writeUploads(userData, [
      { name: 'failures', files, state: 'failed' },
      { name: 'archive', files, state: 'paused' },
      { name: 'same', files, state: 'skipped' },
    ]);
    ferry = await launchFerry({ userData });
  });
  afterAll(async () => {
    await ferry.close();
    own.remove();
  });

  const button = (name: string | RegExp) =>
    ferry.page.locator('.list-footer').getByRole('button', { name });
  async function selectAllOf(upload: string): Promise<void> {
    const { page } = ferry;
    await showAll(page);
    await openUpload(page, upload);
    await page.locator('#lines').focus();
    await page.keyboard.press('Control+a');
    await page.getByText('All 100,000 files selected').waitFor();
  }

  it('row 79: leaves out what the user deselects, and asks with the number before it cancels', async () => {
    const { page } = ferry;
    await selectAllOf('archive');
    for (const line of [1, 4]) {
      await page.locator(`#line-${line}`).click({ modifiers: ['Control'] });
    }
    await page.getByText('99,998 files selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog', { name: 'Cancel 99,998 unfinished uploads?' }).waitFor();
    await page.getByRole('button', { name: 'Keep uploading' }).click();
    await button('Resume 99,998').waitFor();
    expect(await page.locator('#lines .file.selected').count()).toBeGreaterThan(0);
  });

  it('is resumed and paused again; the last command wins for every file', async () => {
    await selectAllOf('archive');
    await button('Resume 100,000').click();
    await ferry.page.getByText(/^Resuming: /).waitFor();
    await button(/^Pause /).dispatchEvent('click');
    await ferry.page.getByText(/^Pausing: /).waitFor();
    await ferry.page
      .getByText(/^(Resuming|Pausing): /)
      .waitFor({ state: 'hidden', ...untilAllChanged });
    // Those that had started meanwhile have failed: there are no such files.
    await button(/^Resume \d{2},\d{3}$|^Resume 100,000$/).waitFor();
    await ferry.page.getByRole('button', { name: 'On the way 0' }).waitFor();
    await expect.poll(() => button(/^Pause /).count(), pollOptions).toBe(0);
  });

  it('is retried, canceled, and removed by Delete, which can be undone', async () => {
    const { page } = ferry;
    await selectAllOf('failures');
    await button('Retry 100,000').click();
    await page.getByText(/^Retrying: /).waitFor();
    await button(/^Cancel /).dispatchEvent('click');
    await page.getByRole('button', { name: 'Cancel the uploads' }).click();
    // What has failed can be removed too: that button alone says nothing of the cancel.
    const others = button(/^(Retry|Pause|Resume|Cancel) /);
    await others.first().waitFor({ state: 'hidden', ...untilAllChanged });
    await button('Remove 100,000').waitFor();
    expect(await others.count()).toBe(0);
    await page.locator('#lines').focus();
    await page.keyboard.press('Delete');
    await page.getByRole('button', { name: /^Undo/ }).first().click();
    await page.getByText('failures').first().waitFor(untilAllChanged);
  });

  it('gives the links of all, and says meanwhile how many it has made', async () => {
    const { app, page } = ferry;
    await saveBenchKeys(page);
    await selectAllOf('same');
    await button('Copy 100,000 links').click();
    await page.getByText(/^Making links: [\d,]+ of 100,000$/).waitFor();
    await page.getByText('100,000 links copied').first().waitFor(untilAllChanged);
    const text = await app.evaluate(({ clipboard }) => clipboard.readText());
    const links = text.split('\n');
    expect(new Set(links.map((link) => link.split('?')[0])).size).toBe(files);
    await page.getByText(/^Making links: /).waitFor({ state: 'hidden' });
  });

  it('writes the results of all, and says meanwhile how many it has written', async () => {
    const { page } = ferry;
    const results = path.join(own.path, 'results.csv');
    await answerSaveDialogs(ferry, results);
    const exported = ask(page, 'batches', 'export', { batchId: 3, format: 'csv' });
    await page.getByText(/^Exporting: [\d,]+ of 100,000$/).waitFor();
    expect(await exported).toBe(true);
    const [header, ...lines] = readFileSync(results, 'utf8').trimEnd().split('\r\n');
    expect(header).toBe('\uFEFFpath,bucket,key,size,state,reason,requestId');
    expect(new Set(lines).size).toBe(files);
    expect(lines.every((line) => line.includes(',skipped,'))).toBe(true);
  });
});
