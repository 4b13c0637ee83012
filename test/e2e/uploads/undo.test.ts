import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { openUpload, rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('what can be undone', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, write } = bench;
    for (const name of ['one.txt', 'two.txt', 'three.txt']) {
      await dropFiles(page, [write(name, name)]);
      await rowOf(page, name).getByText('Verified').waitFor();
    }
  });
  afterAll(async () => {
    await bench.close();
  });

  const names = () =>
    bench.page
      .locator('.line.upload .name')
      .evaluateAll((all: { textContent: string }[]) => all.map(({ textContent }) => textContent));

  it('a removal acts at once, and its undo brings the line back to its place', async () => {
    const { page } = bench;
    await rowOf(page, 'two').locator('.name').click();
    await page.keyboard.press('Delete');
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'one.txt']);
    const toast = page.locator('.undo-box');
    await toast.getByText(/two\.txt.* removed from the list/).waitFor();
    await toast.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'two.txt', 'one.txt']);
    await rowOf(page, 'two').getByText('Verified').waitFor();
    await toast.waitFor({ state: 'detached' });
  });

  it('Ctrl+Z undoes the newest command first', async () => {
    const { page } = bench;
    await rowOf(page, 'one').locator('.name').click();
    await page.keyboard.press('Delete');
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'two.txt']);
    await rowOf(page, 'three').locator('.name').click();
    await page.keyboard.press('Delete');
    await expect.poll(names, pollOptions).toEqual(['two.txt']);
    await page.keyboard.press('Control+z');
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'two.txt']);
    await page.keyboard.press('Control+z');
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'two.txt', 'one.txt']);
  });

  it('"send first" gives the file its place back', async () => {
    const { page, sandbox, write } = bench;
    const held = sandbox.faults.add({
      when: { operation: 'PutObject' },
      times: Infinity,
      fault: { kind: 'hold' },
    });
    let folder = '';
    const name = (index: number) => `file ${String(index).padStart(3, '0')}.txt`;
    for (let index = 0; index < 200; index += 1) {
      folder = path.dirname(write(`queue/${name(index)}`, String(index)));
    }
    await dropFiles(page, [folder]);
    await held.nextFired();
    await openUpload(page, 'queue');
    await page.getByRole('button', { name: 'All 200' }).waitFor();
    const sent = () => sandbox.journal.find({ operation: 'PutObject' }).map(({ key }) => key);
    await page.getByRole('treegrid').focus();
    await page.keyboard.press('End');
    await rowOf(page, 'file 199').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Send first' }).click();
    const toast = page.locator('.undo-box');
    await toast.getByText(/file 199\.txt.* is sent first/).waitFor();
    await toast.getByRole('button', { name: 'Undo' }).click();
    await toast.waitFor({ state: 'detached' });
    // The box goes with the click. Main accepts the undo before it answers this, and the footer of
    // the next frame says so until the file is put back.
    await ask(page, 'transfers', 'count', { all: true });
    await page.evaluate(
      'new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))',
    );
    await page.locator('.list-footer .working').waitFor({ state: 'hidden' });
    held.remove();
    await page.getByRole('button', { name: 'Done 200' }).waitFor();
    expect(sent().indexOf(`in/queue/${name(199)}`)).toBeGreaterThan(150);
    await showAll(page);
    await rowOf(page, 'queue').locator('.name').click();
    await page.keyboard.press('Delete');
    await expect.poll(names, pollOptions).not.toContain('queue');
  });

  it('"skip all" leaves the question open again, and nothing is replaced', async () => {
    const { page, objects, write } = bench;
    const folder = path.dirname(write('letters/first.txt', 'first'));
    write('letters/second.txt', 'second');
    await dropFiles(page, [folder]);
    await rowOf(page, /letters.*verified/i).waitFor();
    for (const name of ['first', 'second']) write(`letters/${name}.txt`, 'other words');
    await dropFiles(page, [folder]);
    const asks = rowOf(page, 'letters').first();
    await asks.getByRole('button', { name: 'Review…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Files that exist already' });
    await dialog.getByRole('radio', { name: 'Skip all' }).click();
    await dialog.getByRole('button', { name: 'Answer' }).click();
    const undo = page.locator('.undo-box');
    await undo.getByText('2 existing files will be skipped').waitFor();
    await undo.getByRole('button', { name: 'Undo' }).click();
    await undo.waitFor({ state: 'detached' });
    await asks.getByRole('button', { name: 'Review…' }).click();
    await dialog.getByText('2 of these files exist already, and all of them differ.').waitFor();
    await page.keyboard.press('Escape');
    expect(String(await objects.read('in/letters/first.txt'))).toBe('first');
    await asks.locator('.name').click();
    await page.keyboard.press('Delete');
    const question = page.getByRole('alertdialog');
    await question.getByRole('button', { name: 'Cancel the uploads' }).click();
    await asks.getByText('Canceled').waitFor();
    for (let line = 0; line < 2; line += 1) {
      await asks.locator('.name').click();
      await page.keyboard.press('Delete');
      await expect.poll(() => rowOf(page, 'letters').count(), pollOptions).toBe(1 - line);
    }
  });

  it('a place comes back where it stood, and as the target', async () => {
    const { page } = bench;
    const places = page.getByRole('navigation').locator('.place-line');
    await places.first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
    await expect.poll(() => places.count(), pollOptions).toBe(0);
    await page.locator('.undo-box').getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => places.count(), pollOptions).toBe(1);
    await places.getByText('Uploads go here').waitFor({ state: 'attached' });
  });

  it('a kill within the ten seconds keeps what was not removed, and nothing at OSS is lost', async () => {
    const { page, ferry, objects } = bench;
    await rowOf(page, 'two').locator('.name').click();
    await page.keyboard.press('Delete');
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'one.txt']);
    const ended = new Promise((resolve) => ferry.app.process().once('exit', resolve));
    ferry.app.process().kill('SIGKILL');
    await ended;
    await bench.relaunch();
    await expect.poll(names, pollOptions).toEqual(['three.txt', 'one.txt']);
    expect(await bench.page.locator('.undo-box').count()).toBe(0);
    expect(await objects.keys()).toEqual(
      expect.arrayContaining(['in/one.txt', 'in/three.txt', 'in/two.txt']),
    );
  });
});
