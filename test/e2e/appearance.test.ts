import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partSize } from '../helpers/quick-settings.ts';
import { noise } from '../helpers/source-content.ts';
import { ask } from './helpers/bridge.ts';
import { seriousFindings } from './helpers/check-access.ts';
import { dropFiles } from './helpers/drop-files.ts';
import { patiently } from './helpers/launch-ferry.ts';
import { rowOf } from './helpers/rows.ts';
import { setUpWorkbench, type Workbench } from './helpers/workbench.ts';

declare const document: {
  readonly documentElement: {
    readonly lang: string;
    readonly dataset: { readonly theme?: string };
  };
  readonly body: { append(child: object): void };
  createElement(name: string): object;
};
declare const getComputedStyle: (element: object) => { readonly backgroundColor: string };

/** A view or a dialog, how one gets there, and how one knows that it is there. */
interface Place {
  readonly name: string;
  /** What is new there, so that the rest is not looked at again and again. */
  readonly within: string;
  readonly enter: (page: Page) => Promise<void>;
}

const sections = ['general', 'transfers', 'network', 'notifications', 'accounts', 'advanced'];

async function openDetails(page: Page, name: string): Promise<void> {
  await rowOf(page, name).click();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary').getByRole('heading', { level: 1 }).waitFor();
}

const places: readonly Place[] = [
  { name: 'transfers', within: 'body', enter: (page) => rowOf(page, 'slow').waitFor() },
  { name: 'details of an upload', within: 'aside', enter: (page) => openDetails(page, 'slow') },
  { name: 'details of a failure', within: 'aside', enter: (page) => openDetails(page, 'refused') },
  {
    name: 'menu of a row',
    within: '[role=menu]',
    enter: async (page) => {
      await rowOf(page, 'slow').click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'needs attention',
    within: 'main',
    enter: async (page) => {
      await page.getByRole('navigation').getByRole('button').nth(1).click();
      await page.locator('section li').first().waitFor();
    },
  },
  {
    name: 'search without a result',
    within: 'main',
    enter: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('nowhere');
      await page.getByText('nowhere').waitFor();
    },
  },
  {
    name: 'list of keys',
    within: '[role=dialog]',
    enter: async (page) => {
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'upload sheet',
    within: '[role=dialog]',
    enter: async (page) => {
      await page
        .locator('main button')
        .first()
        .click({ modifiers: ['Alt'] });
      await page.getByRole('dialog').getByRole('tab').first().waitFor();
    },
  },
  {
    name: 'question before cancelling',
    within: '[role=alertdialog]',
    enter: async (page) => {
      await rowOf(page, 'slow').click();
      await page.keyboard.press('Delete');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'summary of a batch',
    within: '[role=dialog]',
    enter: async (page) => {
      await page.getByRole('row', { level: 1 }).first().click({ button: 'right' });
      await page.getByRole('menuitem').nth(4).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'form of a destination',
    within: '[role=dialog]',
    enter: async (page) => {
      await page
        .getByRole('navigation')
        .getByRole('listitem')
        .getByRole('button')
        .first()
        .dblclick();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'speed limit',
    within: '[role=dialog]',
    enter: async (page) => {
      await page.locator('nav [aria-haspopup=dialog]').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  ...sections.map((section, index) => ({
    name: `settings: ${section}`,
    within: 'main',
    enter: async (page: Page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('tab').nth(index).click();
      await page.getByRole('tabpanel').waitFor();
    },
  })),
  {
    name: 'form of an account',
    within: 'form',
    enter: async (page) => {
      await page.keyboard.press('Control+,');
      await page.getByRole('tab').nth(4).click();
      await page.getByRole('tabpanel').getByRole('listitem').getByRole('button').first().click();
      await page.locator('form').waitFor();
    },
  },
];

/** Closes what is open, and goes to the list of all transfers. */
async function goBack(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.getByRole('navigation').getByRole('button').first().click();
  await rowOf(page, 'slow').waitFor();
}

/** As after a start: languages, themes and uploads are kept by the app, not by the page. */
async function startOver(page: Page): Promise<void> {
  await page.reload();
  await rowOf(page, 'slow').waitFor();
}

describe('the looks of the app', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    sandbox.faults.add({
      when: { key: 'in/slow.bin', partNumber: 2 },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    sandbox.faults.add({
      when: { key: 'in/refused.txt' },
      fault: {
        kind: 'answer',
        status: 400,
        headers: { 'x-oss-request-id': '0123456789ABCDEF' },
        body: '<Error><Code>InvalidArgument</Code><Message>No.</Message></Error>',
      },
    });
    await dropFiles(page, [
      write('slow.bin', noise(3 * partSize)),
      write('refused.txt', 'no'),
      write('arrived.txt', 'yes'),
    ]);
    await rowOf(page, 'arrived').getByText('verified').waitFor();
    await page.getByRole('button', { name: '1 needs attention' }).waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const change = (preferences: Parameters<typeof ask<'app', 'changePreferences'>>[3]) =>
    ask(bench.page, 'app', 'changePreferences', preferences);

  async function wear(theme: 'light' | 'dark'): Promise<void> {
    await change({ theme });
    const worn = () => bench.page.evaluate(() => document.documentElement.dataset.theme);
    await expect.poll(worn, { ...patiently, interval: 10 }).toBe(theme);
  }

  it.each(places)('$name: nothing that axe finds serious', async ({ enter, within }) => {
    const { page } = bench;
    await goBack(page);
    await wear('light');
    await enter(page);
    expect(await seriousFindings(page, { within })).toEqual([]);
    await wear('dark');
    // In what is not colour the themes are one.
    expect(await seriousFindings(page, { within, rules: ['color-contrast'] })).toEqual([]);
  });

  it('are looked at by somebody who sees what is wrong', async () => {
    const { page } = bench;
    await startOver(page);
    await page.evaluate(() => {
      document.body.append(document.createElement('button'));
    });
    expect(await seriousFindings(page, { within: 'body > button' })).toEqual([
      expect.stringMatching(/^button-name: /),
    ]);
  });

  it('follow the theme at once, also that of the system', async () => {
    const { page, ferry } = bench;
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await startOver(page);
    await change({ theme: 'light' });
    const light = await background();
    await change({ theme: 'dark' });
    await expect.poll(background, patiently).not.toBe(light);
    const dark = await background();
    await change({ theme: 'system' });
    for (const themeSource of ['light', 'dark'] as const) {
      await ferry.app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, themeSource);
      await expect.poll(background, patiently).toBe(themeSource === 'dark' ? dark : light);
    }
  });

  it('speak the other language at once, in the tray too, and after a reload', async () => {
    const { page, ferry } = bench;
    await startOver(page);
    await change({ language: 'zh-CN' });
    await page.getByRole('button', { name: '添加文件', exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
    expect(await rowOf(page, 'arrived').innerText()).toContain('已校验');
    if (ferry.onHost) {
      const quit = async () => (await ferry.record.snapshot()).trays[0]?.menu.at(-1)?.label;
      await expect.poll(quit, patiently).toBe('退出');
    }
    await page.reload();
    await page.getByRole('button', { name: '添加文件', exact: true }).waitFor();
    await page.keyboard.press('Control+,');
    const appearance = page.getByRole('combobox').nth(1);
    expect(await appearance.innerText()).toBe('跟随系统');
    await change({ language: 'en' });
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await appearance.innerText()).toBe('As the system');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Add files', exact: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
  });
});
