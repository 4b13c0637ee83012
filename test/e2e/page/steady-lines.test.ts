import path from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

/** Pixels from the top of the window to a line. */
async function topOf(page: Page, name: string): Promise<number> {
  const box = await rowOf(page, name).first().boundingBox();
  if (box === null) throw new Error(`${name} is not drawn`);
  return box.y;
}

describe('lines in sight', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    const folder = path.dirname(write('photos/a.txt', 'a'));
    write('photos/b.txt', 'b');
    await dropFiles(page, [folder]);
    await rowOf(page, 'photos').getByText('Uploading').waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const pause = () => bench.page.getByRole('button', { name: 'Pause all' }).first().click();
  const resume = () => bench.page.getByRole('button', { name: 'Resume all' }).first().click();
  const paused = () => bench.page.getByText('Everything is paused.');

  it.each(['list', 'opened'] as const)(
    'stay where they are when a condition comes and goes: %s',
    async (view) => {
      const { page } = bench;
      const name = view === 'list' ? 'photos' : 'a.txt';
      if (view === 'opened') await openUpload(page, 'photos');
      await rowOf(page, name).first().waitFor();
      const before = await topOf(page, name);
      await pause();
      await paused().waitFor();
      expect(await topOf(page, name)).toBe(before);
      await resume();
      await paused().waitFor({ state: 'hidden' });
      expect(await topOf(page, name)).toBe(before);
    },
  );

  it('stay where they are under several conditions, which one button shows', async () => {
    const { page } = bench;
    await showAll(page);
    const before = await topOf(page, 'photos');
    await ask(page, 'app', 'changePreferences', { allowPlainSecrets: false });
    await page.getByText('This computer has no keychain').waitFor();
    await pause();
    await paused().waitFor();
    await page.getByRole('button', { name: '1 more' }).click();
    const all = page.getByRole('dialog', { name: '1 more' });
    await all.getByText('Everything is paused.').waitFor();
    await all.getByText('This computer has no keychain').waitFor();
    expect(await topOf(page, 'photos')).toBe(before);
    await page.keyboard.press('Escape');
    await all.waitFor({ state: 'hidden' });
    await ask(page, 'app', 'changePreferences', { allowPlainSecrets: true });
    await resume();
    const notices = page.locator('.banner');
    await expect.poll(() => notices.count(), pollOptions).toBe(0);
    expect(await topOf(page, 'photos')).toBe(before);
  });
});
