import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const count = 10_000;
const nameOf = (index: number) => `file ${String(index).padStart(5, '0')}.txt`;

describe('an upload of ten thousand files', () => {
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
    await rowOf(page, 'many').getByText('10,000 files').waitFor();
    await page.getByRole('button', { name: 'Pause all' }).first().click();
    await rowOf(page, 'many').getByText('Paused').waitFor();
    await openUpload(page, 'many');
    await page.getByRole('button', { name: 'All 10,000' }).waitFor();
  });
  afterAll(async () => {
    await bench.close();
  });

  const list = () => bench.page.getByRole('treegrid');
  const rows = () => bench.page.locator('[role=row][data-line]');
  const shown = (index: number) => rows().filter({ hasText: nameOf(index).slice(0, -4) });

  it('is scrolled from end to end with a page of them in the document', async () => {
    const { page } = bench;
    await shown(0).waitFor();
    await list().focus();
    await page.keyboard.press('End');
    await shown(count - 1).waitFor();
    expect(await rows().count()).toBeLessThan(200);
    expect(await shown(0).count()).toBe(0);
    await list().evaluate((element: { scrollTop: number; scrollHeight: number }) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    await shown(count / 2).waitFor();
    await list().focus();
    await page.keyboard.press('Home');
    await shown(0).waitFor();
    expect(await rows().count()).toBeLessThan(200);
  });

  it('is searched by a part of the names', async () => {
    const { page } = bench;
    await page.keyboard.press('/');
    await page.keyboard.type('0777');
    await expect.poll(() => rows().count(), pollOptions).toBe(11);
    expect(await rows().filter({ hasText: 'file 07779' }).count()).toBe(1);
    await page.keyboard.press('Escape');
    await shown(0).waitFor();
  });

  it('row 79: is selected all, or from one to another, and acted upon as one', async () => {
    const { page } = bench;
    await list().focus();
    await page.keyboard.press('Control+a');
    await page.getByText('All 10,000 files selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog', { name: 'Cancel 10,000 unfinished uploads?' }).waitFor();
    await page.getByRole('button', { name: 'Keep uploading' }).click();
    await shown(3).click({ modifiers: ['Control'] });
    await page.getByText('9,999 files selected').waitFor();
    await shown(1).click();
    await shown(8).click({ modifiers: ['Shift'] });
    await page.getByText('8 files selected').waitFor();
    await page.keyboard.press('Shift+End');
    await page.getByText('9,999 files selected').waitFor();
    await shown(count - 1).waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog', { name: 'Cancel 9,999 unfinished uploads?' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the uploads' }).click();
    await page.getByRole('button', { name: 'Done 0' }).waitFor();
    await showAll(page);
    await rowOf(page, 'many').getByText('Paused').waitFor();
    expect(bench.sandbox.journal.find({ operation: 'PutObject', applied: true })).toEqual([]);
  });
});
