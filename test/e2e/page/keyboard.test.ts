import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { answerOpenDialog } from '../helpers/dialogs.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../helpers/launch-ferry.ts';
import { rowOf, untilIdle } from '../helpers/rows.ts';
import { sandboxOf } from '../helpers/sandbox-of.ts';

declare const document: {
  readonly activeElement: { readonly textContent: string | null; readonly id: string } | null;
};

describe('without a mouse', () => {
  const folder = temporaryFolder();
  const userData = path.join(folder.path, 'user-data');
  const source = path.join(folder.path, 'letter.bin');
  const content = randomBytes(4096);
  let ferry: RunningFerry;

  beforeAll(async () => {
    writeFileSync(source, content);
    ferry = await launchFerry({ userData });
  });
  afterAll(async () => {
    await ferry.close();
    folder.remove();
  });

  /** Presses Tab until what has the focus says `text`, or has it as its id. */
  async function tabTo(page: Page, text: string): Promise<void> {
    const focused = async () => {
      await page.keyboard.press('Tab');
      return await page.evaluate(() => [
        document.activeElement?.textContent?.trim() ?? '',
        document.activeElement?.id ?? '',
      ]);
    };
    await expect.poll(focused, pollOptions).toContain(text);
  }

  it('a first object arrives after the first run', async () => {
    const { page } = ferry;
    await tabTo(page, 'Open the sandbox');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing uploaded yet').waitFor();
    await answerOpenDialog(ferry, [source]);
    await page.keyboard.press('Control+o');
    const objects = await sandboxOf(page, userData);
    await expect.poll(() => objects.read('letter.bin'), pollOptions).toEqual(content);
    await untilIdle(page);
  });

  it('the column of states is made wider, and stays so', async () => {
    const { page } = ferry;
    const grip = page.getByRole('separator', { name: 'Width of the state column' });
    const shown = async () => (await rowOf(page, 'letter').locator('.result').boundingBox())?.width;
    const before = (await shown()) ?? 0;
    await tabTo(page, 'lines');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(shown, pollOptions).toBe(before + 16);
    const box = await grip.boundingBox();
    if (box === null) throw new Error('The edge is not shown');
    await page.mouse.move(box.x + 5, 300);
    await page.mouse.down();
    await page.mouse.move(box.x - 35, 300, { steps: 4 });
    await page.mouse.up();
    await expect.poll(shown, pollOptions).toBe(before + 56);
    const { preferences } = await ask(page, 'app', 'info', undefined);
    expect(preferences.stateColumns).toEqual({ uploads: before + 56, upload: null });
    await grip.dblclick();
    await expect.poll(shown, pollOptions).toBe(before);
  });

  it('its details are opened and left, and it is taken off the list', async () => {
    const { page } = ferry;
    await tabTo(page, 'lines');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    const details = page.getByRole('complementary');
    await details.getByRole('heading', { name: /letter/ }).waitFor();
    await page.keyboard.press('Control+i');
    await details.waitFor({ state: 'detached' });
    await page.keyboard.press('Delete');
    await expect.poll(() => rowOf(page, 'letter').count(), pollOptions).toBe(0);
  });

  it('settings, help and search are reached and left', async () => {
    const { page } = ferry;
    await page.keyboard.press('Control+,');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await tabTo(page, 'General');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('tab', { name: 'Transfers', selected: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Upload', exact: true }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no such name');
    await page.getByText('No match for “no such name”').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('Search all uploads').inputValue()).toBe('');
  });
});
