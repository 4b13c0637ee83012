import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './helpers/bridge.ts';
import { dropFiles } from './helpers/drop-files.ts';
import { patiently } from './helpers/launch-ferry.ts';
import { setUpWorkbench, type Workbench } from './helpers/workbench.ts';

const count = 10_000;
const nameOf = (index: number) => `file ${String(index).padStart(5, '0')}.txt`;

describe('ten thousand files in the queue', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, write } = bench;
    // Nothing arrives, so nothing moves in the list while it is looked at.
    sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    let folder = '';
    for (let index = 0; index < count; index += 1) {
      folder = path.dirname(write(`many/${nameOf(index)}`, String(index)));
    }
    await dropFiles(page, [folder]);
    await page.getByRole('row', { name: /many.*10,000 files/ }).waitFor();
    await page.getByText('reading the folder…').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Pause all' }).click();
    await page.getByRole('button', { name: /Paused\s*10,000/ }).waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const list = () => bench.page.getByRole('treegrid');
  /** Of files: found ones stand in one list, all others below their batch. */
  const rows = (level = 2) => bench.page.getByRole('row', { level });
  const shown = (index: number) => rows().filter({ hasText: nameOf(index).slice(0, -4) });

  it('are scrolled from end to end with a page of them in the document', async () => {
    const { page } = bench;
    await shown(0).waitFor();
    expect(await list().getAttribute('aria-rowcount')).toBe(String(count + 2));
    await list().focus();
    await page.keyboard.press('End');
    await shown(count - 1).waitFor();
    expect(await rows().count()).toBeLessThan(100);
    expect(await shown(0).count()).toBe(0);
    await list().evaluate((element: { scrollTop: number; scrollHeight: number }) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await shown(count / 2).waitFor();
    await list().focus();
    await page.keyboard.press('Home');
    await shown(0).waitFor();
    expect(await rows().count()).toBeLessThan(100);
  });

  it('are searched by a part of their names', async () => {
    const { page } = bench;
    await page.keyboard.press('/');
    await page.keyboard.type('0777');
    await expect.poll(() => rows(1).count(), patiently).toBe(11);
    expect(await rows(1).filter({ hasText: 'file 07779' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /many.*10,000 files/ }).waitFor();
  });

  it('stay where they are on the screen while uploads begin, whose rows go to the front', async () => {
    const { page } = bench;
    const found = await ask(page, 'transfers', 'page', {
      filter: { search: nameOf(count - 3) },
      sort: { by: 'queue', descending: false },
      range: { offset: 0, limit: 1 },
    });
    const ids = found.rows.map(({ id }) => id);
    await list().evaluate((element: { scrollTop: number; scrollHeight: number }) => {
      element.scrollTop = element.scrollHeight / 3;
    });
    const third = shown(Math.floor(count / 3));
    await third.click();
    const before = await third.boundingBox();
    await ask(page, 'transfers', 'resume', { ids });
    await page.getByRole('button', { name: /Active\s*1$/ }).waitFor();
    await expect
      .poll(() => third.getAttribute('aria-rowindex'), patiently)
      .toBe(String(Math.floor(count / 3) + 4));
    expect(await third.boundingBox()).toEqual(before);
    expect(await third.getAttribute('aria-selected')).toBe('true');
    expect(await list().getAttribute('aria-activedescendant')).toBe(await third.getAttribute('id'));
    await list().focus();
    await page.keyboard.press('Home');
    await shown(count - 3).waitFor();
    await ask(page, 'transfers', 'pause', { ids });
    await shown(0).waitFor();
    await shown(count - 3).waitFor({ state: 'detached' });
  });

  it('row 79: are selected all, or from one to another, and acted upon as one', async () => {
    const { page } = bench;
    await list().focus();
    await page.keyboard.press('Control+a');
    await page.getByText('All 10,000 selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog', { name: 'Cancel 10,000 unfinished uploads?' }).waitFor();
    await page.getByRole('button', { name: 'Keep uploading' }).click();
    await shown(3).click({ modifiers: ['Control'] });
    await page.getByText('9,999 selected').waitFor();
    await shown(1).click();
    await shown(8).click({ modifiers: ['Shift'] });
    await page.getByText('8 selected').waitFor();
    await page.keyboard.press('Shift+End');
    await page.getByText('9,999 selected').waitFor();
    await shown(count - 1).waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog', { name: 'Cancel 9,999 unfinished uploads?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the uploads' }).click();
    const paused = page.getByRole('navigation').getByRole('button', { name: /^Paused/ });
    await expect.poll(() => paused.innerText(), patiently).toMatch(/^Paused\s*1$/);
  });
});
