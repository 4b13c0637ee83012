import type { Locator, Page } from '@playwright/test';
import type { Picture, UploadLine } from '../../../shared/ipc/picture.ts';
import type { PictureView } from '../../../shared/ipc/picture-question.ts';
import { ask } from './bridge.ts';

/** The line of an upload in the list; in an opened upload, that of a file or a folder. */
export function rowOf(page: Page, name: string | RegExp): Locator {
  return page.locator('[role=row][data-line]').filter({ hasText: name });
}

/** Opens an upload of several files as a page. */
export async function openUpload(page: Page, name: string | RegExp): Promise<void> {
  await rowOf(page, name).first().locator('.name').dblclick();
  await page.getByRole('treegrid').waitFor();
}

/** Goes from an opened upload, or from anywhere else, to the list of all uploads. */
export async function showAll(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button').first().click();
  await page.getByRole('grid').or(page.getByText('Nothing uploaded yet')).waitFor();
}

/** Waits until nothing is left to do. */
export async function untilIdle(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'Now' }).getByText('Idle').waitFor();
}

/** Shows the details of the selected line. */
export async function openDetails(page: Page, name: string | RegExp): Promise<void> {
  await rowOf(page, name).first().locator('.name').click();
  if ((await page.getByRole('complementary').count()) === 0) {
    await page.keyboard.press('Control+i');
  }
  await page.getByRole('complementary').getByRole('heading', { level: 2 }).waitFor();
}

/**
 * The picture of a view, as the page would ask for it. Main keeps this question: the page receives
 * no picture of its own until it asks again, for example after `showAll`.
 */
export async function pictureOf(page: Page, view: PictureView): Promise<Picture> {
  const question = { seq: 0, first: 0, last: 99, selection: { keys: [] } };
  return await ask(page, 'picture', 'ask', { ...question, view });
}

/** The newest uploads, 100 lines at most. `pictureOf` says what the page has to do afterwards. */
export async function uploadsOf(page: Page, search = ''): Promise<readonly UploadLine[]> {
  const { list } = await pictureOf(page, { kind: 'uploads', entered: 0, search });
  return list.lines.filter((line) => line.kind === 'upload');
}

/** The id of the file of an upload of one file. */
export async function fileIn(page: Page, name: string): Promise<number> {
  const found = (await uploadsOf(page, name)).find((line) => line.name === name)?.single;
  if (found === undefined) throw new Error(`There is no upload of ${name}`);
  return found;
}
