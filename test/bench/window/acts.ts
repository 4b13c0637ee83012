import type { Locator, Page } from '@playwright/test';
import { openUpload } from '../../e2e/helpers/rows.ts';

/** Something that the user does, and what the window then shows. */
export interface Act {
  readonly title: string;
  /** The most milliseconds until the window shows it. */
  readonly target: number;
  readonly run: (page: Page, files: string) => Promise<number>;
}

/** What is looked for: a text of an element, which also comes into being if it was not there. */
interface Wanted {
  readonly selector: string;
  readonly text: string;
}

/**
 * Milliseconds from a key or a click to the frame in which the window shows its effect. The page
 * measures, so that the way from the test to the page does not count.
 */
async function measure(page: Page, wanted: Wanted, act: () => Promise<void>): Promise<number> {
  await page.evaluate(watchInPage, wanted);
  await act();
  return await page.evaluate(() => globalThis.shownAfter);
}

/** Runs in the page. */
function watchInPage({ selector, text }: Wanted): void {
  let begun = 0;
  const begin = (event: { readonly timeStamp: number }): void => {
    begun ||= event.timeStamp;
  };
  for (const name of ['keydown', 'pointerdown', 'click', 'input']) {
    addEventListener(name, begin, { capture: true, once: true });
  }
  globalThis.shownAfter = new Promise((resolve) => {
    const onFrame = (): void => {
      const isShown = Array.from(document.querySelectorAll(selector)).some((element) =>
        element.textContent.includes(text),
      );
      if (begun > 0 && isShown) resolve(performance.now() - begun);
      else requestAnimationFrame(onFrame);
    };
    requestAnimationFrame(onFrame);
  });
}

const line = '#lines .line.file:not(.unknown)';
const footer = '.list-footer';

async function press(page: Page, key: string): Promise<void> {
  await page.locator('#lines').focus();
  await page.keyboard.press(key);
}

async function clickFilter(page: Page, name: RegExp): Promise<void> {
  await page.locator('.file-filters button').filter({ hasText: name }).click();
}

const selectAll: Act = {
  title: 'Select all',
  target: 100,
  run: (page, files) =>
    measure(page, { selector: footer, text: `All ${files} files selected` }, () =>
      press(page, 'Control+a'),
    ),
};

/** Acts in the order in which they are done; `files` is the count as the window writes it. */
export const acts: readonly Act[] = [
  {
    title: 'Jump to the end',
    target: 300,
    run: async (page, files) => {
      const last = String(Number(files.replaceAll(',', '')) - 1).padStart(7, '0');
      return await measure(page, { selector: line, text: last }, () => press(page, 'End'));
    },
  },
  {
    title: 'Jump to the start',
    target: 300,
    run: (page) => measure(page, { selector: line, text: '0000000' }, () => press(page, 'Home')),
  },
  {
    title: 'Filter',
    target: 300,
    run: async (page) => {
      const wanted = { selector: '.file-filters .on', text: 'Waiting' };
      const milliseconds = await measure(page, wanted, () => clickFilter(page, /Waiting/));
      await clickFilter(page, /All/);
      await page.locator(line).first().waitFor();
      return milliseconds;
    },
  },
  {
    title: 'Search: first files',
    target: 300,
    run: async (page) => {
      await page.keyboard.press('/');
      const wanted = { selector: line, text: '0000770' };
      const milliseconds = await measure(page, wanted, () => page.keyboard.insertText('000077'));
      await page.keyboard.press('Escape');
      await page.locator(line).filter({ hasText: '0000000' }).waitFor();
      return milliseconds;
    },
  },
  selectAll,
  command('Resume all', /^Resume /, 'Resuming'),
  command('Pause all', /^Pause /, 'Pausing'),
];

/** The same for an upload whose files have failed. */
export const actsOnFailed: readonly Act[] = [
  selectAll,
  command('Retry all', /^Retry /, 'Retrying'),
  {
    title: 'Cancel all: the question',
    target: 100,
    run: async (page) => {
      const act = page.locator(`${footer} button`).filter({ hasText: /^Cancel / });
      await act.waitFor();
      const wanted = { selector: '[role=alertdialog]', text: 'Cancel' };
      return await measure(page, wanted, () => clickOn(act));
    },
  },
  {
    title: 'Cancel all',
    target: 100,
    run: async (page) => {
      const yes = page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the uploads' });
      return await measure(page, { selector: footer, text: 'Canceling' }, () =>
        yes.click({ force: true }),
      );
    },
  },
];

/** The same for an upload whose files were there before: what it says while it reads all of them. */
export const actsOnSkipped: readonly Act[] = [
  selectAll,
  readAll('Copy all links', 'Making links', (page) =>
    Promise.resolve(page.locator(`${footer} button`).filter({ hasText: /^Copy / })),
  ),
  readAll('Export', 'Exporting', async (page) => {
    await page.locator('.opened-header').getByRole('button', { name: 'More actions' }).click();
    return page.getByRole('menuitem', { name: 'Export results as CSV…' });
  }),
];

/**
 * Clicks on a button wherever it stands: its number changes while a command is at work. One event:
 * the way from the test to the page between two of them would count.
 */
async function clickOn(button: Locator): Promise<void> {
  await button.dispatchEvent('click');
}

/** A command on the selection, which goes on behind the answer of the window. */
function command(title: string, button: RegExp, says: string): Act {
  const run: Act['run'] = async (page) => {
    const act = page.locator(`${footer} button`).filter({ hasText: button });
    await act.waitFor();
    return await measure(page, { selector: footer, text: says }, () => clickOn(act));
  };
  return { title, target: 100, run };
}

/** A walk over all files, which has ended when the act ends. */
function readAll(title: string, says: string, button: (page: Page) => Promise<Locator>): Act {
  const run: Act['run'] = async (page) => {
    const act = await button(page);
    await act.waitFor();
    const milliseconds = await measure(page, { selector: footer, text: says }, () => clickOn(act));
    await page.getByText(`${says}: `).waitFor({ state: 'hidden', timeout: 120_000 });
    return milliseconds;
  };
  return { title, target: 100, run };
}

/** Opens the upload, and waits for its first file. Milliseconds from the double-click on. */
export async function openFiles(page: Page, name: string): Promise<number> {
  return await measure(page, { selector: line, text: '0000000' }, () => openUpload(page, name));
}

declare global {
  // A promise for the test, which asks for it after the act.
  var shownAfter: Promise<number>;
}
declare function addEventListener(
  name: string,
  listener: (event: { readonly timeStamp: number }) => void,
  options: object,
): void;
declare function requestAnimationFrame(callback: () => void): void;
declare const document: {
  querySelectorAll(selector: string): ArrayLike<{ readonly textContent: string }>;
};
