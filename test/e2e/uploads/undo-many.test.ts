import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeUploads } from '../../bench/written-queue.ts';
import {
  launchFerry,
  pollOptions,
  type RunningFerry,
  temporaryFolder,
} from '../helpers/launch-ferry.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';

/** Ferry changes 10,000 files at once at most: a command on more runs in portions. */
const files = 50_000;
/** A command on all of them takes some seconds on a busy machine. */
const untilAllChanged = { timeout: 180_000 };

describe('the undo of a command on fifty thousand files', () => {
  const own = temporaryFolder();
  let ferry: RunningFerry;

  beforeAll(async () => {
    const userData = path.join(own.path, 'user-data');
    await writeUploads(userData, [
      { name: 'failures', files, state: 'failed' },
      { name: 'known', files, state: 'skipped' },
      { name: 'archive', files: 3, state: 'paused' },
    ]);
    ferry = await launchFerry({ userData });
    await rowOf(ferry.page, 'failures').waitFor();
  });
  afterAll(async () => {
    await ferry.close();
    own.remove();
  });

  const working = () => ferry.page.getByText(/^(Removing|Bringing back|Undoing): /);

  /** Opens the upload and reads the number of its files under a filter. */
  async function expectFiles(upload: string, filter: string): Promise<void> {
    const { page } = ferry;
    await openUpload(page, upload);
    await page.getByRole('button', { name: `All ${files.toLocaleString('en')}` }).waitFor();
    await page
      .getByRole('button', { name: `${filter} ${files.toLocaleString('en')}` })
      .waitFor(untilAllChanged);
    await page.locator('.line.file').first().waitFor();
    await showAll(page);
  }

  it('brings back an upload whose removal is still at work', async () => {
    const { page } = ferry;
    await rowOf(page, 'failures').locator('.name').click();
    await page.keyboard.press('Delete');
    await page
      .locator('.undo-box')
      .getByText(/failures.* removed from the list/)
      .waitFor();
    await page.keyboard.press('Control+z');
    await page.locator('.undo-box').waitFor({ state: 'detached' });
    await working().waitFor({ state: 'hidden', ...untilAllChanged });
    await expectFiles('failures', 'Failed');
    await expect.poll(() => page.locator('.line.upload').count(), pollOptions).toBe(3);
  });

  it('brings back all that was cleared, once it is gone', async () => {
    const { page } = ferry;
    await page.locator('.toolbar').getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Clear the finished' }).click();
    const toast = page.locator('.undo-box');
    await toast.getByText('50,000 files removed from the list').waitFor();
    // The note stays under the pointer.
    await toast.hover();
    await rowOf(page, 'known').waitFor({ state: 'detached', ...untilAllChanged });
    expect(await page.locator('.line.upload').count()).toBe(2);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await rowOf(page, 'known').waitFor(untilAllChanged);
    await working().waitFor({ state: 'hidden', ...untilAllChanged });
    await expectFiles('known', 'Skipped');
    await expect.poll(() => page.locator('.line.upload').count(), pollOptions).toBe(3);
  });
});
