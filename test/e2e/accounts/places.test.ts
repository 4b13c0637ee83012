import type { Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { rowOf, showAll } from '../helpers/rows.ts';
import { resizeWindow } from '../helpers/window-size.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

declare const document: {
  readonly activeElement: { getAttribute(name: string): string | null } | null;
  querySelector(selector: string): { readonly scrollWidth: number; readonly clientWidth: number };
};

describe('the places of the sidebar', () => {
  let bench: Workbench;
  let places: readonly SavedDestination[];

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const place = (id: string, prefix: string) => ({
      ...{ id, accountId: bench.accountId, bucket: bench.sandbox.bucket, prefix },
      ...{ conflictPolicy: 'ask' as const, options: {} },
    });
    places = [place('in', 'in/'), place('archive', '照片/归档/'), place('web', 'assets/img/')];
  });
  afterAll(async () => {
    await bench.close();
  });
  beforeEach(async () => {
    const { page } = bench;
    const destinations = [...places];
    await ask(page, 'app', 'changePreferences', { destinations, currentDestination: 'in' });
    await showAll(page);
    await line(page, 'archive').waitFor();
  });

  const line = (page: Page, id: string) => page.locator(`.places [data-drop="${id}"]`);
  const order = async (page: Page) => {
    const lines = await page.locator('.places [data-drop]').all();
    return await Promise.all(lines.map((one) => one.getAttribute('data-drop')));
  };
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.getAttribute('data-drop'));
  const stored = async () => await ask(bench.page, 'app', 'preferences', undefined);
  const menu = async (id: string, item: string) => {
    await line(bench.page, id).click({ button: 'right' });
    await bench.page.getByRole('menuitem', { name: item }).click();
  };

  it('have a name and a mark of the user, and no target changes by it', async () => {
    const { page } = bench;
    await menu('archive', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit ferry-sandbox/归档' });
    expect(await dialog.getByLabel('Name', { exact: true }).getAttribute('placeholder')).toBe(
      'ferry-sandbox/归档',
    );
    await dialog.getByLabel('Name', { exact: true }).fill('Wedding / 2026');
    await dialog.getByRole('radio', { name: 'Clay' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await line(page, 'archive').getByText('Wedding / 2026').waitFor();
    expect(await line(page, 'archive').locator('.mark.clay').count()).toBe(1);
    const { destinations, currentDestination } = await stored();
    expect(destinations[1]).toMatchObject({ name: 'Wedding / 2026', hue: 'clay' });
    expect(currentDestination).toBe('in');
    await menu('archive', 'Edit…');
    const again = page.getByRole('dialog', { name: 'Edit Wedding / 2026' });
    await again.getByLabel('How links are copied').fill('{key}');
    await again.getByRole('button', { name: 'Save' }).click();
    await again.waitFor({ state: 'detached' });
    expect((await stored()).destinations[1]).toMatchObject({ name: 'Wedding / 2026', hue: 'clay' });
  });

  it('are one Tab stop with arrow keys inside, and Alt sorts them', async () => {
    const { page } = bench;
    await page.getByRole('button', { name: 'New place…' }).focus();
    await page.keyboard.press('Tab');
    expect(['in', 'archive', 'web']).toContain(await focused(page));
    await page.keyboard.press('Home');
    await expect.poll(() => focused(page), pollOptions).toBe('in');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), pollOptions).toBe('archive');
    await page.keyboard.press('End');
    await expect.poll(() => focused(page), pollOptions).toBe('web');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => order(page), pollOptions).toEqual(['in', 'web', 'archive']);
    await expect.poll(() => focused(page), pollOptions).toBe('web');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBeNull();
  });

  it('are sorted with the pointer; Escape changes nothing', async () => {
    const { page } = bench;
    const middleOf = async (id: string) => {
      const box = await line(page, id).boundingBox();
      if (box === null) throw new Error(`${id} is not shown.`);
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    };
    const drag = async (id: string, to: string) => {
      const [from, end] = [await middleOf(id), await middleOf(to)];
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(end.x, end.y + (end.y > from.y ? 6 : -6), { steps: 4 });
    };
    await drag('web', 'in');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await order(page)).toEqual(['in', 'archive', 'web']);
    await drag('in', 'web');
    await page.mouse.up();
    await expect.poll(() => order(page), pollOptions).toEqual(['archive', 'web', 'in']);
    expect((await stored()).destinations.map(({ id }) => id)).toEqual(['archive', 'web', 'in']);
    // The end of a drag opens no place.
    expect(await page.locator('.places [aria-current]').count()).toBe(0);
  });

  it('have a menu to open them, to make them the target and to copy their path', async () => {
    const { page } = bench;
    await menu('web', 'Open');
    await expect
      .poll(() => line(page, 'web').getAttribute('aria-current'), pollOptions)
      .toBe('page');
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/img' }).waitFor();
    await showAll(page);
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/in' }).waitFor();
    await menu('archive', 'Make it the target');
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/归档' }).waitFor();
    await line(page, 'archive').getByText('Uploads go here').waitFor();
    await menu('web', 'Copy the path');
    await page.getByText('The path was copied.').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+v');
    const search = page.getByLabel('Search all uploads');
    await expect
      .poll(() => search.inputValue(), pollOptions)
      .toBe('oss://ferry-sandbox/assets/img/');
    await search.fill('');
    await page.keyboard.press('Escape');
  });

  it('are removed with their undo, and leave no other target', async () => {
    const { page } = bench;
    await menu('in', 'Remove');
    await page.getByText('Its uploads stay in the list').first().waitFor();
    await line(page, 'in').waitFor({ state: 'detached' });
    expect((await stored()).currentDestination).toBeNull();
    await page.getByRole('button', { name: 'Choose a place' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/in' }).waitFor();
    expect(await order(page)).toEqual(['in', 'archive', 'web']);
  });

  it('are chosen as the target by their number', async () => {
    const { page } = bench;
    await page.keyboard.press('Control+2');
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/归档' }).waitFor();
    await line(page, 'web').click();
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/img' }).waitFor();
    await page.keyboard.press('Control+1');
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/in' }).waitFor();
    expect(await page.locator('.places [aria-current]').count()).toBe(0);
    await page.keyboard.press('Control+9');
    expect((await stored()).currentDestination).toBe('in');
  });

  it('say in the toolbar how they upload; one click changes it, once or for good', async () => {
    const { page, write, objects } = bench;
    const options = page.locator('.options-button');
    await options.getByText('Bucket defaults · ask before replacing').waitFor();
    const choose = async (name: string, option: string) => {
      await page.getByRole('combobox', { name, exact: true }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await options.click();
    const popover = page.getByRole('dialog', { name: 'Options' });
    await choose('Storage class', 'Infrequent Access');
    expect(await seriousFindings(page, { within: '.options-form' })).toEqual([]);
    await popover.getByRole('button', { name: 'Done' }).click();
    await options.getByText('Infrequent Access · ask before replacing · next upload').waitFor();
    await dropFiles(page, [write('once.txt', 'once')]);
    await rowOf(page, 'once').getByText('verified').waitFor();
    await options.getByText('Bucket defaults · ask before replacing').waitFor();
    const { res } = await objects.client.head('in/once.txt');
    expect(res.headers).toMatchObject({ 'x-oss-storage-class': 'IA' });
    await options.click();
    await choose('If the object exists', 'Skip');
    await popover.getByRole('checkbox', { name: 'Keep for this place' }).click();
    await popover.getByRole('button', { name: 'Done' }).click();
    await options.getByText('Bucket defaults · skip what exists').waitFor();
    expect((await stored()).destinations[0]).toMatchObject({ conflictPolicy: 'skip' });
  });

  it('send their data through another address of OSS, without the keys again', async () => {
    const { page } = bench;
    const { id } = await ask(page, 'accounts', 'save', {
      ...{ name: 'Cloud', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' },
      ...{ region: 'cn-hangzhou', addressing: 'virtual-host' },
      secrets: { accessKeyId: 'id', accessKeySecret: 'secret' },
    });
    const cloud = { id: 'cloud', accountId: id, bucket: 'media', prefix: '' };
    const context = { conflictPolicy: 'ask' as const, options: {} };
    const destinations = [...places, { ...cloud, ...context }];
    await ask(page, 'app', 'changePreferences', { destinations });
    await line(page, 'cloud').waitFor();
    await menu('cloud', 'Edit…');
    const dialog = page.getByRole('dialog', { name: 'Edit media' });
    await dialog.getByRole('combobox', { name: 'Data goes through' }).click();
    await page.getByRole('option', { name: 'transfer acceleration' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const account = (await ask(page, 'accounts', 'list', undefined)).find((one) => one.id === id);
    expect(account?.dataAddresses).toEqual({
      media: { endpoint: 'https://oss-accelerate.aliyuncs.com', addressing: 'virtual-host' },
    });
    await ask(page, 'accounts', 'remove', id);
  });

  it.each([
    { width: 1280, side: 236 },
    { width: 980, side: 212 },
    { width: 800, side: 52 },
  ])('take $side px of $width, however long a name is', async ({ width, side }) => {
    const { page, ferry } = bench;
    const name = 'a name without any space that is as long as the form takes, '
      .repeat(2)
      .slice(0, 99);
    const prefix = `${'a-folder-whose-name-has-no-end-'.repeat(8)}/`;
    const destinations = places.map((one, index) => (index === 1 ? { ...one, name, prefix } : one));
    await ask(page, 'app', 'changePreferences', { destinations });
    await resizeWindow(ferry, { width, height: 700 });
    const widths = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.querySelector('.places .scroll');
        const window = document.querySelector('body');
        return {
          side: document.querySelector('nav.sidebar').clientWidth + 1,
          over: scrollWidth > clientWidth || window.scrollWidth > window.clientWidth,
        };
      });
    await expect.poll(widths, pollOptions).toEqual({ side, over: false });
  });
});
