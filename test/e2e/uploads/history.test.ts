import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeUploads } from '../../bench/written-queue.ts';
import { ask } from '../helpers/bridge.ts';
import { answerSaveDialogs } from '../helpers/dialogs.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import {
  launchFerry,
  pollOptions,
  type RunningFerry,
  temporaryFolder,
} from '../helpers/launch-ferry.ts';
import { rowOf } from '../helpers/rows.ts';

const past = 9_996;
const day = 24 * 60 * 60 * 1000;

describe('a history of ten thousand uploads', () => {
  const own = temporaryFolder();
  let ferry: RunningFerry;

  beforeAll(async () => {
    const userData = path.join(own.path, 'user-data');
    const now = Date.now();
    await writeUploads(userData, [
      { name: 'the-first', files: 2, state: 'failed', createdAt: now - 800 * day },
      ...Array.from({ length: past }, (_, index) => ({
        name: `past-${String(index).padStart(4, '0')}`,
        ...{ files: 1, state: 'skipped' as const, createdAt: now - 400 * day + index },
      })),
      { name: 'elsewhere', files: 1, state: 'skipped', prefix: 'far/', createdAt: now - 20 * day },
      { name: 'broken', files: 3, state: 'failed', createdAt: now - 3 * day },
      { name: 'newest', files: 1, state: 'skipped', createdAt: now },
    ]);
    ferry = await launchFerry({ userData });
    const place = { accountId: 'bench', bucket: 'bench', conflictPolicy: 'skip', options: {} };
    await ask(ferry.page, 'app', 'changePreferences', {
      destinations: [
        { ...place, id: 'near', prefix: '', name: 'Near', conflictPolicy: 'skip' },
        { ...place, id: 'far', prefix: 'far/', name: 'Far', conflictPolicy: 'skip' },
      ],
      currentDestination: 'near',
    });
    await rowOf(ferry.page, 'newest').waitFor();
  });
  afterAll(async () => {
    await ferry.close();
    own.remove();
  });

  const rows = () => ferry.page.locator('[role=row][data-line]');
  async function press(key: string): Promise<void> {
    await ferry.page.locator('#lines').focus();
    await ferry.page.keyboard.press(key);
  }

  it('is complete: its oldest upload is reached, with a page of lines in the document', async () => {
    await press('End');
    await rowOf(ferry.page, 'the-first').waitFor();
    expect(await rows().count()).toBeLessThan(200);
    await press('Home');
    await rowOf(ferry.page, 'newest').waitFor();
  });

  it('is searched by names and by object keys', async () => {
    const { page } = ferry;
    for (const [search, found] of [
      ['past-0042', 'past-0042'],
      ['far/elsewhere/0000000', 'elsewhere'],
    ] as const) {
      await page.keyboard.press('/');
      await page.keyboard.type(search);
      await expect.poll(() => rows().count(), pollOptions).toBe(1);
      await rowOf(page, found).waitFor();
      await page.keyboard.press('Escape');
      await rowOf(page, 'newest').waitFor();
    }
  });

  it('is narrowed by result, date and place, and shown whole again', async () => {
    const { page } = ferry;
    await page.locator('.toolbar').getByRole('button', { name: 'Filter the uploads' }).click();
    const filters = page.getByRole('group', { name: 'Filter the uploads' });
    const choose = async (filter: string, option: string) => {
      await filters.getByRole('combobox', { name: filter }).click();
      await page.getByRole('option', { name: option }).click();
    };
    const names = async () => await rows().locator('.name').allTextContents();
    await choose('Result', 'With failures');
    await expect.poll(names, pollOptions).toEqual(['broken', 'the-first']);
    await choose('Date', 'Last 7 days');
    await expect.poll(names, pollOptions).toEqual(['broken']);
    await choose('Result', 'Any result');
    await expect.poll(names, pollOptions).toEqual(['newest', 'broken']);
    await choose('Date', 'Last 30 days');
    await choose('Place', 'Far');
    await expect.poll(names, pollOptions).toEqual(['elsewhere']);
    await filters.getByRole('button', { name: 'Clear' }).click();
    await rowOf(page, 'newest').waitFor();
    await page.locator('.toolbar').getByRole('button', { name: 'Filter the uploads' }).click();
  });

  it('stays where it is when an upload comes in above, which a button shows', async () => {
    const { page } = ferry;
    await press('End');
    const oldest = rowOf(page, 'the-first');
    await oldest.waitFor();
    const before = await oldest.boundingBox();
    const file = path.join(own.path, 'fresh.txt');
    writeFileSync(file, 'fresh');
    await dropFiles(page, [file]);
    const news = page.getByRole('button', { name: '1 new upload above' });
    await news.waitFor();
    expect(await oldest.boundingBox()).toEqual(before);
    await news.click();
    await rowOf(page, 'fresh.txt').waitFor();
  });

  it('is exported, each upload by its menu', async () => {
    const { page } = ferry;
    const results = path.join(own.path, 'results.json');
    await answerSaveDialogs(ferry, results);
    await rowOf(page, 'broken').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Export results as JSON…' }).click();
    await page.getByText('The results were saved.').first().waitFor();
    const exported = JSON.parse(readFileSync(results, 'utf8')) as readonly object[];
    expect(exported).toHaveLength(3);
    expect(exported[0]).toMatchObject({ path: 'broken/0000000.bin', state: 'failed' });
  });
});
