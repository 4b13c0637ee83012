import type { Page } from '@playwright/test';

/** One view or state of the window, and how a person gets there. */
export interface Scene {
  readonly name: string;
  /** The state of the fake main process, see main.ts. */
  readonly state?: string;
  readonly enter?: (page: Page) => Promise<void>;
}

async function openSettings(page: Page, section: number): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab').nth(section).click();
}

async function openDetails(page: Page, row: number): Promise<void> {
  await page.locator('[role=row][aria-level="2"]').nth(row).click();
  await page.keyboard.press('Enter');
  await page.locator('aside h1').waitFor();
}

async function dragOver(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'x.txt'));
    window.dispatchEvent(new DragEvent('dragover', { dataTransfer, cancelable: true }));
  });
}

async function openSheet(page: Page, tab: number): Promise<void> {
  await page
    .locator('main button')
    .first()
    .click({ modifiers: ['Alt'] });
  await page.getByRole('dialog').getByRole('tab').nth(tab).click();
}

async function answerConflict(page: Page): Promise<void> {
  await page.locator('nav button').nth(1).click();
  await page.locator('main section li button').first().click();
  await page.getByRole('dialog').locator('table').waitFor();
}

async function connect(page: Page, bucket: string): Promise<void> {
  await page.locator('main section button').first().click();
  const fields = page.locator('main input:not([type=radio])');
  await fields.nth(0).fill('LTAI5tExampleExample');
  await fields.nth(1).fill('secret');
  await fields.nth(2).fill(bucket);
  await page.keyboard.press('Escape');
  await page.locator('button[aria-expanded][data-state=closed]').last().click();
  await page.locator('form > div:last-child button').first().click();
  await page.locator('section ol').waitFor();
}

async function connectAgain(page: Page): Promise<void> {
  await page.locator('[role=status] button').first().click();
  await page.locator('main form').waitFor();
}

/** The endpoint of a connected account is changed to one of another server. */
async function moveEndpoint(page: Page): Promise<void> {
  await openSettings(page, 4);
  await page.locator('main li button').first().click();
  await page.locator('main form [role=combobox]').first().click();
  await page.getByRole('option').last().click();
  await page.locator('main form input[dir=ltr]').first().fill('https://storage.example.com');
  await page.locator('main form fieldset').nth(1).scrollIntoViewIfNeeded();
}

async function removeAccount(page: Page): Promise<void> {
  await openSettings(page, 4);
  await page.locator('main li button').nth(1).click();
  await page.getByRole('alertdialog').waitFor();
}

const rows = '[role=row][aria-level="2"]';

/** Everything that is looked at after a change of the window. */
export const scenes: readonly Scene[] = [
  { name: 'transfers', enter: (page) => openDetails(page, 0) },
  { name: 'list' },
  { name: 'failed-details', enter: (page) => openDetails(page, 5) },
  {
    name: 'facts',
    enter: async (page) => {
      await openDetails(page, 0);
      await page.getByRole('tab').nth(1).click();
    },
  },
  {
    name: 'selection',
    enter: async (page) => {
      await page.locator(rows).nth(1).click();
      await page
        .locator(rows)
        .nth(5)
        .click({ modifiers: ['Shift'] });
      await page.locator(rows).nth(3).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'attention', enter: (page) => page.locator('nav button').nth(1).click() },
  {
    name: 'search',
    enter: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('第一天');
      await page.locator('.flat [role=treegrid]').waitFor();
    },
  },
  {
    name: 'nothing-found',
    enter: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such file');
      await page.getByText('no such file').waitFor();
    },
  },
  { name: 'empty', state: 'empty' },
  { name: 'million', state: 'million' },
  { name: 'banners', state: 'banners' },
  { name: 'stopped', state: 'stopped' },
  { name: 'long-paths', state: 'long-paths' },
  { name: 'dropping-anywhere', state: 'long-paths', enter: dragOver },
  { name: 'first-run', state: 'first' },
  { name: 'connect', state: 'first', enter: (page) => connect(page, 'media-prod') },
  { name: 'connect-failed', state: 'first', enter: (page) => connect(page, 'denied') },
  { name: 'connect-again', state: 'removed', enter: connectAgain },
  { name: 'keys-elsewhere', enter: moveEndpoint },
  {
    name: 'account-removed',
    state: 'removed',
    enter: (page) => openDetails(page, 3),
  },
  { name: 'remove-account', enter: removeAccount },
  { name: 'dropping', enter: dragOver },
  { name: 'sheet', enter: (page) => openSheet(page, 0) },
  { name: 'sheet-headers', enter: (page) => openSheet(page, 1) },
  { name: 'sheet-callback', enter: (page) => openSheet(page, 2) },
  {
    name: 'paste',
    enter: async (page) => {
      await page.keyboard.press('Control+v');
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'conflict', enter: answerConflict },
  {
    name: 'cancel',
    enter: async (page) => {
      await page.locator(rows).first().click();
      await page.keyboard.press('Delete');
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'limit',
    enter: async (page) => {
      await page.locator('nav [aria-haspopup=dialog]').click();
    },
  },
  { name: 'shortcuts', enter: (page) => page.keyboard.press('?') },
  ...['general', 'transfers', 'network', 'notifications', 'accounts', 'advanced'].map(
    (section, index) => ({
      name: `settings-${section}`,
      enter: (page: Page) => openSettings(page, index),
    }),
  ),
];
