import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { type Drag, dragFiles } from '../helpers/drop-files.ts';
import { launchFerry, pollOptions, temporaryFolder } from '../helpers/launch-ferry.ts';
import { appearanceProblems, turn } from '../helpers/appearance.ts';
import { rowOf, showAll, untilIdle } from '../helpers/rows.ts';
import { sandboxOf } from '../helpers/sandbox-of.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('files held over the window', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const place = (id: string, prefix: string) => ({
      ...{ id, accountId: bench.accountId, bucket: bench.sandbox.bucket, prefix },
      ...{ conflictPolicy: 'ask' as const, options: {} },
    });
    const names = ['in', 'albums', 'beach', 'clips', 'docs', 'extra'];
    const destinations = names.map((name) => place(name, `${name}/`));
    await ask(bench.page, 'app', 'changePreferences', { destinations });
  });
  afterAll(async () => {
    await bench.close();
  });
  beforeEach(async () => {
    await showAll(bench.page);
  });

  const overlay = () => bench.page.locator('.drop-overlay');
  const tile = (id: string) => overlay().locator(`[data-drop="${id}"]`);
  const tiles = async () =>
    await Promise.all(
      (await overlay().locator('[data-drop]').all()).map((one) => one.getAttribute('data-drop')),
    );
  const stored = async () => await ask(bench.page, 'app', 'preferences', undefined);
  const text = async (key: string) => (await bench.objects.read(key))?.toString();

  /** Holds files over the window until the overlay is shown. */
  async function hold(...names: readonly string[]): Promise<Drag> {
    const { page, write } = bench;
    const drag = await dragFiles(
      page,
      names.map((name) => write(name, name)),
    );
    const isShown = async () => {
      await drag.rest();
      return await overlay().isVisible();
    };
    await expect.poll(isShown, pollOptions).toBe(true);
    return drag;
  }

  it('are told how many they are, and go to the target from anywhere else', async () => {
    const drag = await hold('one.txt', 'two.txt');
    await overlay().getByText('Drop 2 items on a place').waitFor();
    await overlay().getByText('Anywhere else goes to ferry-sandbox/in').waitFor();
    expect(await tiles()).toEqual(['in', 'albums', 'beach', 'clips', 'docs']);
    await drag.drop();
    await overlay().waitFor({ state: 'detached' });
    await expect.poll(() => text('in/two.txt'), pollOptions).toBe('two.txt');
  });

  it('go to the place on whose tile they are dropped, and the target stays', async () => {
    const drag = await hold('tile.txt');
    await drag.over(tile('clips'));
    await expect.poll(() => tile('clips').getAttribute('class'), pollOptions).toContain('over');
    await drag.drop();
    await expect.poll(() => text('clips/tile.txt'), pollOptions).toBe('tile.txt');
    expect((await stored()).currentDestination).toBe('in');
    const again = await hold('again.txt');
    // The last used place comes first.
    expect(await tiles()).toEqual(['in', 'clips', 'albums', 'beach', 'docs']);
    await again.drop();
    await expect.poll(() => text('in/again.txt'), pollOptions).toBe('again.txt');
  });

  it('go to a place of the sidebar, which the overlay leaves free', async () => {
    const { page } = bench;
    const drag = await hold('side.txt');
    const line = page.locator('.places [data-drop="extra"]');
    await drag.over(line);
    await expect.poll(() => line.getAttribute('class'), pollOptions).toContain('over');
    await drag.drop();
    await expect.poll(() => text('extra/side.txt'), pollOptions).toBe('side.txt');
    expect((await stored()).currentDestination).toBe('in');
    // Dropping opened no place.
    expect(await page.locator('.places [aria-current]').count()).toBe(0);
  });

  it('have the open place as their large tile', async () => {
    const { page } = bench;
    await page.locator('.places [data-drop="beach"]').click();
    const drag = await hold('opened.txt');
    await overlay().getByText('Anywhere else goes to ferry-sandbox/beach').waitFor();
    expect((await tiles())[0]).toBe('beach');
    await drag.drop();
    await expect.poll(() => text('beach/opened.txt'), pollOptions).toBe('opened.txt');
    expect((await stored()).currentDestination).toBe('in');
  });

  it('are not uploaded after Escape', async () => {
    const { page, objects } = bench;
    const before = await objects.keys();
    const drag = await hold('refused.txt');
    await page.keyboard.press('Escape');
    await overlay().waitFor({ state: 'hidden' });
    await drag.rest();
    await drag.rest();
    expect(await overlay().isVisible()).toBe(false);
    await drag.cancel();
    // With the button released, the mouse moves again.
    await page.mouse.move(9, 9);
    await overlay().waitFor({ state: 'detached' });
    const next = await hold('next.txt');
    await next.cancel();
    await page.mouse.move(19, 9);
    await overlay().waitFor({ state: 'detached' });
    await untilIdle(page);
    expect(await objects.keys()).toEqual(before);
  });

  it('wait for their options, and for a new place', async () => {
    const { page } = bench;
    const withOptions = await hold('options.txt');
    await withOptions.over(overlay().locator('[data-drop-as=options]'));
    await withOptions.drop();
    const sheet = page.getByRole('dialog', { name: 'Upload' });
    expect(await sheet.getByLabel('Prefix', { exact: true }).inputValue()).toBe('in/');
    await sheet.getByRole('button', { name: 'Upload' }).click();
    await expect.poll(() => text('in/options.txt'), pollOptions).toBe('options.txt');
    const toNew = await hold('new.txt');
    await toNew.over(overlay().locator('[data-drop-as=new]'));
    await toNew.drop();
    const fresh = page.getByRole('dialog', { name: 'Upload to a new place' });
    expect(await fresh.getByLabel('Prefix', { exact: true }).inputValue()).toBe('');
    await fresh.getByLabel('Bucket').fill('ferry-sandbox');
    await page.keyboard.press('Tab');
    await fresh.getByLabel('Prefix', { exact: true }).fill('fresh/');
    await fresh.getByRole('button', { name: 'Upload' }).click();
    await expect.poll(() => text('fresh/new.txt'), pollOptions).toBe('new.txt');
    const { destinations, currentDestination } = await stored();
    expect(destinations.at(-1)).toMatchObject({ bucket: 'ferry-sandbox', prefix: 'fresh/' });
    expect(currentDestination).toBe('in');
  });

  it('show nothing that axe finds serious, and speak both languages', async () => {
    const { page } = bench;
    const drag = await hold('seen.txt');
    await drag.over(tile('clips'));
    const data = [
      'ferry-sandbox in albums beach clips docs extra fresh Test',
      'one.txt two.txt tile.txt again.txt side.txt opened.txt options.txt new.txt',
    ];
    expect(await appearanceProblems(page, { data })).toEqual([]);
    await turn(page, 'light', 'en');
    await drag.cancel();
  });
});

describe('files dropped on the first view', () => {
  it('wait until the user has chosen where they go', async () => {
    const folder = temporaryFolder();
    const userData = path.join(folder.path, 'user-data');
    const ferry = await launchFerry({ userData });
    const { page } = ferry;
    try {
      await page.getByRole('button', { name: 'Open the sandbox' }).waitFor();
      const drag = await dragFiles(page, [path.join(import.meta.dirname, 'dropping.test.ts')]);
      const isShown = async () => {
        await drag.rest();
        return await page.getByText('Ferry asks where they should go.').isVisible();
      };
      await expect.poll(isShown, pollOptions).toBe(true);
      await drag.drop();
      await page.getByRole('heading', { name: 'Where should 1 item go?' }).waitFor();
      expect(await appearanceProblems(page, { data: [] })).toEqual([]);
      await turn(page, 'light', 'en');
      await page.getByRole('button', { name: 'Open the sandbox' }).click();
      await rowOf(page, 'dropping.test').waitFor();
      const objects = await sandboxOf(page, userData);
      await expect.poll(() => objects.keys(), pollOptions).toEqual(['dropping.test.ts']);
      await untilIdle(page);
    } finally {
      await ferry.close();
      folder.remove();
    }
  });
});
