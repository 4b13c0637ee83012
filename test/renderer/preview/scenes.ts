import type { Page } from '@playwright/test';

/** One view or state of the window, and how a person gets there. */
export interface Scene {
  readonly name: string;
  /** The state of the fake main process, see main.ts. */
  readonly state?: string;
  /** The page of the panel at the tray, in its own size. */
  readonly isTray?: true;
  readonly enter?: (page: Page) => Promise<void>;
}

async function openSettings(page: Page, section: number): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('tab').nth(section).click();
}

/** The line of an upload or a file in the list. */
const lines = '[role=row][data-line]';

async function openDetails(page: Page, line: number): Promise<void> {
  // The middle of a narrow line is a button.
  await page.locator(lines).nth(line).locator('.name').click();
  if ((await page.locator('aside').count()) === 0) await page.keyboard.press('Control+i');
  await page.locator('aside h2').waitFor();
}

/** Opens the first upload, and its folders. */
async function openUpload(page: Page): Promise<void> {
  // The middle of a narrow line is a button.
  await page.locator(lines).first().locator('.name').dblclick();
  await page.locator('.line.file').first().waitFor();
  for (const folder of ['day-2', 'cam-b']) {
    await page.locator('.line.file', { hasText: folder }).locator('[data-act=fold]').click();
  }
  await page.locator('.line.file', { hasText: 'A7R04510' }).waitFor();
}

/** An upload has arrived, finished ones were cleared, and the formats of links are open. */
async function openFormats(page: Page): Promise<void> {
  await page.locator('.arrival').waitFor();
  await page.locator('.toolbar button').last().click();
  await page.getByRole('menuitem', { name: /finished|清除|清空|已完成/ }).click();
  await page.locator('.undo-box').waitFor();
  await page.locator('.arrival .split button').nth(1).click();
  await page.getByRole('menu').waitFor();
}

/** Opens a place, and shows what its bucket holds. */
async function openBucket(page: Page, place: number): Promise<void> {
  await page.locator('.place-line').nth(place).click();
  await page.locator('.place-header .file-filters button').nth(1).click();
  await page.locator('.bucket-row, .bucket-message .font-semibold').nth(0).waitFor();
}

async function dragOver(page: Page): Promise<void> {
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (let index = 0; index < 14; index += 1) {
      dataTransfer.items.add(new File(['x'], `${index}.txt`));
    }
    window.dispatchEvent(new DragEvent('dragover', { dataTransfer, cancelable: true }));
  });
}

async function openSheet(page: Page, tab: number): Promise<void> {
  await page
    .locator('.toolbar button')
    .first()
    .click({ modifiers: ['Alt'] });
  await page.getByRole('dialog').getByRole('tab').nth(tab).click();
}

async function answerConflict(page: Page): Promise<void> {
  await page.locator('nav button').nth(1).click();
  await page.locator('[data-act=mend]').nth(2).click();
  await page.getByRole('dialog').locator('table').waitFor();
}

async function connect(page: Page): Promise<void> {
  await page.locator('main section button').first().click();
  const fields = page.locator('main input:not([type=radio])');
  await fields.nth(0).fill('LTAI5tExampleExample');
  await fields.nth(1).fill('secret');
  await fields.nth(2).fill('media-prod');
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
  await page.locator('main li button').nth(1).click();
  await page.locator('main form [role=combobox]').first().click();
  await page.getByRole('option').last().click();
  await page.locator('main form input[dir=ltr]').first().fill('https://storage.example.com');
  await page.locator('main form fieldset').nth(1).scrollIntoViewIfNeeded();
}

async function removeAccount(page: Page): Promise<void> {
  await openSettings(page, 4);
  await page.locator('main li button').nth(2).click();
  await page.getByRole('alertdialog').waitFor();
}

/** Everything that is looked at after a change of the window. */
export const scenes: readonly Scene[] = [
  { name: 'arrived', state: 'arrived', enter: openFormats },
  { name: 'arrived-several', state: 'arrived-several' },
  { name: 'tray', isTray: true },
  { name: 'tray-paused', state: 'paused', isTray: true },
  { name: 'tray-empty', state: 'empty', isTray: true },
  { name: 'list' },
  { name: 'list-details', enter: (page) => openDetails(page, 0) },
  { name: 'limited-by-disk', state: 'disk', enter: (page) => openDetails(page, 0) },
  { name: 'open', enter: openUpload },
  {
    name: 'open-file',
    enter: async (page) => {
      await openUpload(page);
      await page.locator('.line.file', { hasText: 'A7R04512' }).click();
      if ((await page.locator('aside').count()) === 0) await page.keyboard.press('Control+i');
      await page.locator('aside h2').waitFor();
    },
  },
  {
    name: 'open-all',
    enter: async (page) => {
      await openUpload(page);
      await page.locator('.line.file', { hasText: 'A7R04510' }).click();
      await page.keyboard.press('Control+a');
      await page.locator('.list-footer').waitFor();
    },
  },
  {
    name: 'selection',
    enter: async (page) => {
      const name = (line: number) => page.locator(lines).nth(line).locator('.name');
      await name(1).click();
      await name(5).click({ modifiers: ['Shift'] });
      await page.locator('.list-footer').waitFor();
    },
  },
  {
    name: 'menu',
    enter: async (page) => {
      await page.locator(lines).nth(0).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  { name: 'attention', enter: (page) => page.locator('nav button').nth(1).click() },
  {
    name: 'history',
    enter: async (page) => {
      await page.locator('#lines').focus();
      await page.keyboard.press('End');
      await page.getByText('9993').first().waitFor();
    },
  },
  {
    name: 'search',
    enter: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('黄山');
      await page.locator('.line.upload', { hasText: 'wedding' }).waitFor({ state: 'detached' });
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
  { name: 'idle', state: 'idle' },
  { name: 'paused', state: 'paused' },
  { name: 'offline', state: 'offline' },
  { name: 'place', enter: (page) => page.locator('.place-line').nth(1).click() },
  {
    name: 'options',
    enter: async (page) => {
      await page.locator('.options-button').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'place-bucket', enter: (page) => openBucket(page, 0) },
  { name: 'place-upload-only', enter: (page) => openBucket(page, 1) },
  {
    name: 'place-menu',
    enter: async (page) => {
      await page.locator('.place-line').nth(1).click({ button: 'right' });
      await page.getByRole('menu').waitFor();
    },
  },
  {
    name: 'place-form',
    enter: async (page) => {
      await page.locator('.place-line').nth(1).click({ button: 'right' });
      await page.getByRole('menuitem').nth(2).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'million',
    state: 'million',
    enter: async (page) => {
      await page.locator(lines).first().dblclick();
      await page.locator('.line.file').first().waitFor();
      await page.locator('.line.file').first().click();
      await page.keyboard.press('End');
      await page.waitForFunction(() => document.querySelector('.line.unknown') === null);
    },
  },
  {
    name: 'making-links',
    state: 'links',
    enter: async (page) => {
      await page.locator(lines).first().locator('.name').dblclick();
      await page.locator('.line.file').first().click();
      await page.keyboard.press('Control+a');
      await page.locator('.list-footer').waitFor();
    },
  },
  { name: 'banners', state: 'banners' },
  {
    name: 'banners-all',
    state: 'banners',
    enter: async (page) => {
      await page.locator('.banner-bar [aria-haspopup=dialog]').click();
      await page.locator('.banner-list').waitFor();
    },
  },
  ...['v1-refused', 'clock-wrong', 'certificate'].map((state) => ({
    ...{ name: state, state },
    enter: (page: Page) => openDetails(page, 0),
  })),
  { name: 'stopped', state: 'stopped' },
  { name: 'long-paths', state: 'long-paths' },
  { name: 'dropping-anywhere', state: 'long-paths', enter: dragOver },
  { name: 'first-run', state: 'first' },
  { name: 'connect', state: 'first', enter: connect },
  { name: 'connect-failed', state: 'first-denied', enter: connect },
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
      await page.locator(lines).first().click();
      await page.locator('.list-footer button', { hasText: /^Cancel|^取消/ }).click();
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
