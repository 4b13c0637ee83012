import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openDetails, openUpload, rowOf, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

/** Many small files and one large one: each drop is one upload. */
const small = 300;

describe('the unit of the list is the upload', () => {
  let bench: Workbench;
  let held: ReturnType<Workbench['sandbox']['faults']['add']>;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    held = sandbox.faults.add({
      when: { operation: 'UploadPart', key: 'in/film.mov' },
      after: 1,
      times: Infinity,
      fault: { kind: 'hold' },
    });
    await dropFiles(page, [write('first.txt', 'first')]);
    await rowOf(page, 'first').getByText('verified').waitFor();
    await dropFiles(page, [write('film.mov', noise(3 * partSize))]);
    await held.nextFired();
    let folder = '';
    for (let index = 0; index < small; index += 1) {
      folder = path.dirname(write(`photos/img${index}.jpg`, noise(200, index)));
    }
    await dropFiles(page, [folder]);
    await rowOf(page, 'photos').waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const names = () =>
    bench.page
      .locator('.line.upload .name')
      .evaluateAll((all: { textContent: string }[]) => all.map(({ textContent }) => textContent));

  it('each drop is one line, newest first, and a single file is one line, not two', async () => {
    expect(await names()).toEqual(['photos', 'film.mov', 'first.txt']);
  });

  it('a line keeps its place while its state changes, and the film stays in sight', async () => {
    const { page } = bench;
    const film = rowOf(page, 'film');
    const before = await film.boundingBox();
    await rowOf(page, 'photos').getByText('Verified').waitFor();
    await film.getByText('Uploading').waitFor();
    expect(await film.boundingBox()).toEqual(before);
    expect(await names()).toEqual(['photos', 'film.mov', 'first.txt']);
    await rowOf(page, 'photos').getByText(`${small} files`).waitFor();
  });

  it('a small part of the list says all: the speed ends with the last byte', async () => {
    const { page } = bench;
    const now = page.getByRole('region', { name: 'Now' });
    await now.getByRole('button', { name: 'Pause all' }).click();
    await now.getByText('Paused').first().waitFor();
    await rowOf(page, 'film').getByText('Paused').waitFor();
    expect(await page.getByText('MB/s').count()).toBe(0);
    await now.getByRole('button', { name: 'Resume all' }).click();
    await rowOf(page, 'film').getByText('Uploading').waitFor();
  });

  it('an upload is opened as a page, and Escape leads back to its line', async () => {
    const { page } = bench;
    await openUpload(page, 'photos');
    await page.getByRole('heading', { name: 'photos' }).waitFor();
    await page.getByRole('button', { name: `Done ${small}` }).waitFor();
    await rowOf(page, 'img0.jpg').getByText('Done').waitFor();
    const files = await page.locator('.line.file .name-column').allTextContents();
    expect(files.slice(0, 4)).toEqual(['img0.jpg', 'img1.jpg', 'img2.jpg', 'img3.jpg']);
    await page.keyboard.press('Escape');
    await rowOf(page, 'film').waitFor();
    expect(await rowOf(page, 'photos').getAttribute('aria-selected')).toBe('true');
  });

  it('the details of a selection are its totals, never those of one file', async () => {
    const { page } = bench;
    await openDetails(page, 'photos');
    await page.getByRole('complementary').getByText(`of ${small} files`).waitFor();
    await rowOf(page, 'first').click({ modifiers: ['Control'] });
    await page
      .getByRole('complementary')
      .getByRole('heading', { name: '2 uploads selected' })
      .waitFor();
    expect(await page.getByRole('complementary').getByText('Parts').count()).toBe(0);
    await page.keyboard.press('Control+i');
  });

  it('a search finds an upload by its name, and by a file in it', async () => {
    const { page } = bench;
    await page.keyboard.press('/');
    await page.keyboard.type('img299');
    await expect.poll(names, pollOptions).toEqual(['photos']);
    await page.keyboard.press('Escape');
    // The list is entered anew: what has ended stands under its date.
    await expect.poll(names, pollOptions).toEqual(['film.mov', 'photos', 'first.txt']);
  });

  it('nothing is left to do in the end', async () => {
    held.remove();
    await untilIdle(bench.page);
    await rowOf(bench.page, 'film')
      .locator('[data-act=links]')
      .first()
      .waitFor({ state: 'attached' });
    expect(await bench.objects.keys()).toHaveLength(small + 2);
  });
});
