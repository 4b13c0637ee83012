import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { refusal } from '../helpers/refusal.ts';
import { openUpload, rowOf, showAll, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('an upload that has ended', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const again = () => bench.page.getByRole('menuitem', { name: 'Upload again' });
  const lines = (name: string) => bench.page.locator('.line.upload').filter({ hasText: name });

  it('is made again from its menu, and says which of its files are gone', async () => {
    const { page, write } = bench;
    const [kept, gone] = [write('kept.txt', 'kept'), write('gone.txt', 'gone')];
    await dropFiles(page, [kept, gone]);
    await rowOf(page, 'kept.txt').getByText('Verified').waitFor();
    rmSync(gone);
    await rowOf(page, 'kept.txt').click({ button: 'right' });
    await again().click();
    await lines('kept.txt').nth(1).waitFor();
    await lines('kept.txt').first().getByText('The file is no longer where it was.').waitFor();
    await openUpload(page, 'kept.txt');
    await rowOf(page, 'gone.txt').getByText('Source gone').waitFor();
    await rowOf(page, 'kept.txt').getByText('Skipped').waitFor();
    expect(await bench.objects.keys()).toEqual(['in/gone.txt', 'in/kept.txt']);
    await showAll(page);
  });

  it('is made again from its page, which then shows the new upload and what is gone', async () => {
    const { page, write } = bench;
    const [one = ''] = ['one.txt', 'two.txt', 'gone.txt'].map((name) =>
      write(`trip/${name}`, name),
    );
    await dropFiles(page, [path.dirname(one)]);
    await rowOf(page, 'trip').getByText('Verified').waitFor();
    await openUpload(page, 'trip');
    await page.getByRole('button', { name: 'Skipped 0' }).waitFor();
    rmSync(path.join(path.dirname(one), 'gone.txt'));
    await page.locator('.opened-header').getByRole('button', { name: 'More actions' }).click();
    await again().click();
    await page.getByRole('button', { name: 'Skipped 3' }).click();
    await rowOf(page, 'gone.txt').getByText('is no longer there').waitFor();
    await showAll(page);
    await lines('trip').nth(1).waitFor();
    await lines('trip').first().getByText('0 new, 2 the same · 1 no longer there').waitFor();
    expect(await lines('trip').count()).toBe(2);
    expect((await bench.objects.keys()).filter((key) => key.includes('trip'))).toHaveLength(3);
  });

  it('of one file keeps the key that a person chose for it', async () => {
    const { page, sandbox, write, objects } = bench;
    sandbox.faults.add({ when: { key: /single/ }, times: Infinity, fault: refusal });
    await dropFiles(page, [write('single.txt', 'single')]);
    const first = rowOf(page, 'single.txt');
    await first.locator('[data-act=mend]').waitFor();
    await first.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Change the object key…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the object key' });
    await dialog.getByLabel('Object key').fill('in/chosen.txt');
    await dialog.getByRole('button', { name: 'Change and retry' }).click();
    await first.getByText('Verified').waitFor();
    await first.click({ button: 'right' });
    await again().click();
    await lines('single.txt').nth(1).waitFor();
    await lines('single.txt').first().getByText('all the same as before').waitFor();
    const keys = (await objects.keys()).filter((key) => /single|chosen/.test(key));
    expect(keys).toEqual(['in/chosen.txt']);
  });

  it('is not made again where its bytes came without a path', async () => {
    const { page } = bench;
    await bench.ferry.app.evaluate(({ clipboard }) => clipboard.writeText('pasted words'));
    const before = await page.locator('.line.upload').count();
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: 'Upload what is on the clipboard' });
    await dialog.getByRole('button', { name: 'Upload' }).click();
    await expect.poll(() => page.locator('.line.upload').count(), pollOptions).toBe(before + 1);
    await untilIdle(page);
    await page.locator('.line.upload').first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Details' }).waitFor();
    expect(await again().count()).toBe(0);
  });
});
