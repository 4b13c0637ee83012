import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { copyPicture } from '../helpers/clipboard.ts';
import { dragFiles, dropFiles } from '../helpers/drop-files.ts';
import { launchFerry, temporaryFolder } from '../helpers/launch-ferry.ts';
import { appearanceProblems, turn } from '../helpers/appearance.ts';
import { untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

/** The smallest PNG: one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('what is seen before there is an account', () => {
  it('has nothing that axe finds serious, in both themes, and speaks both languages', async () => {
    const folder = temporaryFolder();
    const ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
    const { page } = ferry;
    try {
      await page.getByRole('button', { name: 'Open the sandbox' }).waitFor();
      await turn(page, 'light', 'en');
      expect(await appearanceProblems(page, { data: [] })).toEqual([]);
      await turn(page, 'light', 'en');
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByLabel('AccessKey ID').waitFor();
      expect(await appearanceProblems(page, { data: ['oss-cn-hangzhou.aliyuncs.com'] })).toEqual(
        [],
      );
    } finally {
      await ferry.close();
      folder.remove();
    }
  });
});

describe('what is seen now and then', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  // So that a dialog that one test leaves open is not in the way of the next.
  beforeEach(async () => {
    await bench.page.keyboard.press('Escape');
  });

  const data = () => [
    'ferry-sandbox in one.txt two.txt text clash.txt screenshot png oss Test',
    bench.userData,
  ];

  /** Looks at what is open, and turns it back. */
  async function problems(within?: string): Promise<readonly string[]> {
    const { page } = bench;
    await turn(page, 'light', 'en');
    const found = await appearanceProblems(page, {
      data: data(),
      ...(within !== undefined && { within }),
    });
    await turn(page, 'light', 'en');
    return found;
  }

  it('an empty list', async () => {
    await bench.page.getByText('Nothing uploaded yet').waitFor();
    expect(await problems()).toEqual([]);
  });

  it('files held over the window', async () => {
    const { page, write } = bench;
    const drag = await dragFiles(page, [write('one.txt', 'one')]);
    await page.getByText('Anywhere else goes to ferry-sandbox/in').waitFor();
    expect(await problems()).toEqual([]);
    await drag.drop();
    await untilIdle(page);
  });

  it('row 81: a place with a long prefix leaves the sidebar as wide as it was', async () => {
    const { page } = bench;
    const bar = page.getByRole('navigation');
    const widthOf = async () => (await bar.boundingBox())?.width;
    const usual = await widthOf();
    const { preferences } = await ask(page, 'app', 'info', undefined);
    const [place] = preferences.destinations;
    if (place === undefined) throw new Error('There is no place');
    const long = {
      ...place,
      id: 'long',
      prefix: '研究资料/season-two-final-masters/'.repeat(6),
    };
    await ask(page, 'app', 'changePreferences', { destinations: [place, long] });
    await bar.getByText('season-two-final-masters').first().waitFor();
    expect(await widthOf()).toBe(usual);
    const overflows = await page.evaluate(() =>
      [...document.querySelectorAll('nav, nav *')].some(
        (one) => one.scrollWidth > one.clientWidth && getComputedStyle(one).overflowX === 'auto',
      ),
    );
    expect(overflows).toBe(false);
    await ask(page, 'app', 'changePreferences', { destinations: [place] });
  });

  it('a notice', async () => {
    const { page } = bench;
    await page.keyboard.press('Control+v');
    await page.getByText('There is nothing on the clipboard', { exact: false }).first().waitFor();
    // What arrived is still said, and neither covers the other.
    const arrival = await page.locator('.arrival').boundingBox();
    const notice = await page
      .locator('.floating', { hasText: 'nothing on the clipboard' })
      .boundingBox();
    if (arrival === null || notice === null) throw new Error('One of the two is not shown');
    expect(notice.y >= arrival.y + arrival.height || notice.y + notice.height <= arrival.y).toBe(
      true,
    );
    expect(await problems()).toEqual([]);
  });

  it('what is on the clipboard', async () => {
    const { page, ferry } = bench;
    await copyPicture(ferry, pixel);
    await page.keyboard.press('Control+v');
    await page.getByRole('dialog').waitFor();
    expect(await problems('[role=dialog]')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('the question about files that exist already', async () => {
    const { page, write } = bench;
    await dropFiles(page, [write('later/one.txt', 'another one')]);
    await page.getByRole('button', { name: 'Review…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Files that exist already' });
    await dialog.getByText('1 of these files exists already').waitFor();
    expect(await problems('[role=dialog]')).toEqual([]);
    await dialog.getByRole('button', { name: 'Answer' }).click();
    await untilIdle(page);
  });

  it('another name for one of two files', async () => {
    const { page, write } = bench;
    await dropFiles(page, [write('a/clash.txt', 'one'), write('b/clash.txt', 'two')]);
    await page.getByRole('button', { name: 'Change the key…' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await problems('[role=dialog]')).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').getByRole('button').first().click();
  });

  it('what is said where there is no keychain', async () => {
    const { page } = bench;
    await ask(page, 'app', 'changePreferences', { allowPlainSecrets: false });
    const offer = page.getByRole('button', { name: 'Keep them in a file…' });
    await offer.waitFor();
    expect(await problems('[role=status]')).toEqual([]);
    await offer.click();
    await page.getByRole('alertdialog').waitFor();
    expect(await problems('[role=alertdialog]')).toEqual([]);
    await page.getByRole('button', { name: 'Keep them in a file', exact: true }).click();
    await offer.waitFor({ state: 'detached' });
  });

  it('a server that cannot be reached', async () => {
    const { page, write } = bench;
    await bench.unplug();
    await dropFiles(page, [write('two.txt', 'two')]);
    await page.getByText('Test cannot be reached').waitFor();
    expect(await problems()).toEqual([]);
  });
});

interface Measured {
  readonly scrollWidth: number;
  readonly clientWidth: number;
}
declare const document: { querySelectorAll(selector: string): Iterable<Measured> };
declare function getComputedStyle(element: Measured): { readonly overflowX: string };
