import path from 'node:path';
import type { Page } from '@playwright/test';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { dropFiles } from './drop-files.ts';
import { refusal } from './refusal.ts';
import { openDetails, openUpload, rowOf, showAll } from './rows.ts';
import type { Workbench } from './workbench.ts';

/** A view or a dialog, how one gets there, and how one knows that it is there. */
export interface Place {
  readonly name: string;
  /** What is new there, so that the rest is not looked at again and again. */
  readonly within: string;
  readonly enter: (page: Page) => Promise<void>;
}

const sections = ['general', 'transfers', 'network', 'notifications', 'accounts', 'advanced'];

/** Every view and dialog, with an upload `slow` on its way, and one `refused`. */
export const places: readonly Place[] = [
  { name: 'uploads', within: 'body', enter: (page) => rowOf(page, 'slow').waitFor() },
  {
    name: 'an opened upload',
    within: 'main',
    enter: async (page) => {
      await openUpload(page, 'folder');
      await rowOf(page, 'inside').waitFor();
    },
  },
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
      await page.locator('[data-act=mend]').first().waitFor();
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
  ...['where and how', 'headers', 'callback'].map((tab, index) => ({
    name: `upload sheet: ${tab}`,
    within: '[role=dialog]',
    enter: async (page: Page) => {
      await page
        .locator('main button')
        .first()
        .click({ modifiers: ['Alt'] });
      await page.getByRole('dialog').getByRole('tab').nth(index).click();
    },
  })),
  {
    name: 'question before cancelling',
    within: '[role=alertdialog]',
    enter: async (page) => {
      await rowOf(page, 'slow').locator('.name').click();
      await page.keyboard.press('Delete');
      await page.getByRole('alertdialog').waitFor();
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
        .click({ button: 'right' });
      await page.getByRole('menuitem').nth(2).click();
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
      // Diagnose, edit, remove.
      await page.getByRole('tabpanel').getByRole('listitem').getByRole('button').nth(1).click();
      await page.locator('form').waitFor();
    },
  },
];

/** Closes what is open, and goes to the list of all uploads. */
export async function goBack(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await showAll(page);
  await rowOf(page, 'slow').waitFor();
}

/** One upload that never ends, `slow`, one that OSS refused, and ones that arrived. */
export async function fillTable({ page, sandbox, write }: Workbench): Promise<void> {
  sandbox.faults.add({
    when: { key: 'in/slow.bin', partNumber: 2 },
    times: Infinity,
    fault: { kind: 'hold' },
  });
  sandbox.faults.add({
    when: { key: 'in/refused.txt' },
    fault: refusal,
  });
  write('folder/inside.txt', 'yes');
  await dropFiles(page, [path.dirname(write('folder/other.txt', 'yes, too'))]);
  await rowOf(page, 'folder').waitFor();
  for (const [name, content] of [
    ['arrived.txt', 'yes'],
    ['refused.txt', 'no'],
    ['slow.bin', noise(3 * partSize)],
  ] as const) {
    await dropFiles(page, [write(name, content)]);
    await rowOf(page, name).waitFor();
  }
  await rowOf(page, 'arrived').getByText('verified').waitFor();
  await rowOf(page, 'folder').getByText('verified').waitFor();
  await rowOf(page, 'refused').locator('[data-act=mend]').waitFor();
}
