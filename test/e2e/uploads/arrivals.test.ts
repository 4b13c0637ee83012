import path from 'node:path';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { appFolder, pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the minute after an upload', () => {
  let bench: Workbench;
  const picture = readFileSync(path.join(appFolder, 'build', 'icon.png'));
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const copied = () => bench.ferry.app.evaluate(({ clipboard }) => clipboard.readText());
  const toast = () => bench.page.locator('.arrival');

  it('shows what arrived with its pictures, and takes no focus', async () => {
    const { page, write } = bench;
    const focused = () => page.evaluate(() => document.activeElement?.tagName);
    const before = await focused();
    write('album/a.txt', 'text');
    await dropFiles(page, [path.dirname(write('album/sea.png', picture))]);
    await toast().getByRole('heading', { name: '2 files arrived' }).waitFor();
    await page.waitForFunction(() => {
      const shown = document.querySelector('.arrival img');
      return shown !== null && shown.naturalWidth > 0;
    });
    expect(await focused()).toBe(before);
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('copies its links, in another format too, which the next click keeps', async () => {
    const { page } = bench;
    await toast().getByRole('button', { name: 'Copy 2 links' }).click();
    await expect.poll(copied, pollOptions).toMatch(/^http\S+a\.txt\S*\nhttp\S+sea\.png\S*$/);
    await toast().getByRole('button', { name: 'How links are copied' }).click();
    await page.getByRole('menuitemradio', { name: 'Markdown' }).click();
    const markdown = /^\[a\.txt\]\(http\S+\)\n!\[sea\.png\]\(http\S+\)$/;
    await expect.poll(copied, pollOptions).toMatch(markdown);
    await ask(page, 'transfers', 'copyLinks', { selection: { all: true }, format: 'url' });
    await toast().getByRole('button', { name: 'Copy 2 links' }).click();
    await expect.poll(copied, pollOptions).toMatch(markdown);
  });

  it('is shown where it lies in the bucket', async () => {
    const { page } = bench;
    await toast().getByRole('button', { name: 'Show in bucket' }).click();
    await page.locator('.bucket-row', { hasText: 'album' }).dblclick();
    await page.locator('.bucket-row', { hasText: 'sea.png' }).waitFor();
    expect(await page.locator('.bucket-row', { hasText: 'a.txt' }).count()).toBe(1);
    await showAll(page);
  });

  it('signs links for the time that is chosen', async () => {
    const { page } = bench;
    await toast().getByRole('button', { name: 'How links are copied' }).click();
    await page.getByRole('menuitem', { name: 'Signed, 1 hour' }).click();
    await expect.poll(copied, pollOptions).toContain('x-oss-expires=3600');
  });

  it('becomes one of several, and Ctrl+C copies the links of the selection', async () => {
    const { page, write } = bench;
    await ask(page, 'app', 'changePreferences', { linkFormat: 'url' });
    await dropFiles(page, [write('report.pdf', 'report')]);
    await toast().getByRole('heading', { name: '2 uploads arrived' }).waitFor();
    await toast().getByRole('button', { name: 'Close' }).click();
    await toast().waitFor({ state: 'detached' });
    await rowOf(page, 'report').locator('.name').click();
    await page.keyboard.press('Control+c');
    await expect.poll(copied, pollOptions).toMatch(/^http\S+in\/report\.pdf\S*$/);
  });

  it('copies in the template of the place, which its form takes', async () => {
    const { page, write } = bench;
    const place = page.getByRole('navigation').locator('.place-line').first();
    await place.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Edit…' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('How links are copied').fill('{name} is at <{url}>');
    await form.getByRole('button', { name: 'Save' }).click();
    await form.waitFor({ state: 'detached' });
    await dropFiles(page, [write('map.txt', 'map')]);
    await toast().getByRole('button', { name: 'How links are copied' }).click();
    await page.getByRole('menuitemradio', { name: 'Template of the place' }).click();
    await expect.poll(copied, pollOptions).toMatch(/^map\.txt is at <http\S+in\/map\.txt\S*>$/);
    await toast().getByRole('button', { name: 'Close' }).click();
    await ask(page, 'app', 'changePreferences', { linkFormat: 'url' });
  });

  it('copies by itself where the place asks for it', async () => {
    const { page, write } = bench;
    const { destinations } = await ask(page, 'app', 'preferences', undefined);
    await ask(page, 'app', 'changePreferences', {
      destinations: destinations.map((one) => ({ ...one, copyWhenDone: true })),
    });
    await dropFiles(page, [write('shot.png', picture)]);
    await expect.poll(copied, pollOptions).toMatch(/^http\S+in\/shot\.png\S*$/);
    await toast().getByText('The links are on the clipboard.').waitFor();
  });
});

declare const document: {
  readonly activeElement: { readonly tagName: string } | null;
  querySelector(selector: string): { readonly naturalWidth: number } | null;
};
