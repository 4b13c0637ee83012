import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { foreignWords } from '../helpers/foreign-words.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { appearanceProblems, turn } from '../helpers/appearance.ts';
import { fillTable, goBack, places } from '../helpers/places.ts';
import { rowOf } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

declare const document: {
  readonly documentElement: {
    readonly lang: string;
  };
  readonly body: { append(child: object): void };
  createElement(name: string): object;
};
declare const getComputedStyle: (element: object) => { readonly backgroundColor: string };

/** As after a start: languages, themes and uploads are kept by the app, not by the page. */
async function startOver(page: Page): Promise<void> {
  await page.reload();
  await rowOf(page, 'slow').waitFor();
}

describe('the looks of the app', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    await fillTable(bench);
  });
  afterAll(async () => {
    await bench.close();
  });

  const change = (preferences: Parameters<typeof ask<'app', 'changePreferences'>>[3]) =>
    ask(bench.page, 'app', 'changePreferences', preferences);

  /** Names of files and servers, and what the server says. */
  const data = () => [
    'slow.bin refused.txt arrived.txt folder inside.txt other.txt nowhere oss://ferry-sandbox/in/',
    'PutObject: InvalidArgument: No. 0123456789ABCDEF',
    `Test ${bench.sandbox.region} ${bench.sandbox.accessKeyId.slice(-4)}`,
  ];

  it.each(places)(
    '$name: nothing that axe finds serious, and nothing left in the other language',
    async ({ enter, within }) => {
      const { page } = bench;
      await goBack(page);
      await turn(page, 'light', 'en');
      await enter(page);
      expect(await appearanceProblems(page, { within, data: data() })).toEqual([]);
    },
  );

  it('have screenshots for a reviewer', async () => {
    const { page } = bench;
    await startOver(page);
    await page.evaluate(() => {
      document.body.append(document.createElement('button'));
    });
    expect(await seriousFindings(page, { within: 'body > button' })).toEqual([
      expect.stringMatching(/^button-name: /),
    ]);
    await turn(page, 'light', 'en');
    expect(await foreignWords(page, data())).toEqual(
      expect.arrayContaining(['Upload', 'Settings']),
    );
  });

  it('follow the theme at once, also that of the system', async () => {
    const { page, ferry } = bench;
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await startOver(page);
    await change({ theme: 'light' });
    const light = await background();
    await change({ theme: 'dark' });
    await expect.poll(background, pollOptions).not.toBe(light);
    const dark = await background();
    await change({ theme: 'system' });
    for (const themeSource of ['light', 'dark'] as const) {
      await ferry.app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, themeSource);
      await expect.poll(background, pollOptions).toBe(themeSource === 'dark' ? dark : light);
    }
  });

  it('speak the other language at once, in the tray too, and after a reload', async () => {
    const { page, ferry } = bench;
    await startOver(page);
    await change({ language: 'en' });
    await page.getByRole('button', { name: 'Upload', exact: true }).waitFor();
    await change({ language: 'zh-CN' });
    await page.getByRole('button', { name: '上传', exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await rowOf(page, 'arrived').innerText()).toContain('已校验');
    if (ferry.onHost) {
      const quit = async () => (await ferry.record.snapshot()).trays[0]?.menu.at(-1)?.label;
      await expect.poll(quit, pollOptions).toBe('退出');
    }
    await page.reload();
    await page.getByRole('button', { name: '上传', exact: true }).waitFor();
    await page.keyboard.press('Control+,');
    const appearance = page.getByRole('combobox').nth(1);
    expect(await appearance.innerText()).toBe('跟随系统');
    await change({ language: 'en' });
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await appearance.innerText()).toBe('Match system');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Upload', exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});
