import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partsSent } from '../../helpers/expect-transfer.ts';
import { partSize } from '../../helpers/quick-settings.ts';
import { noise } from '../../helpers/source-content.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { refusal } from '../helpers/refusal.ts';
import { rowOf, showAll, untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const fiveParts = noise(5 * partSize);

describe('an upload of several parts', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  const arrived = async (key: string) => (await bench.objects.read(key))?.equals(fiveParts);
  /** The server takes so many parts of an object and then answers no more. */
  const holdAfter = (parts: number, key: string) =>
    bench.sandbox.faults.add({
      when: { operation: 'UploadPart', key },
      after: parts,
      times: Infinity,
      fault: { kind: 'hold' },
    });

  /** The same, for a dropped file that has come so far. */
  async function dropHeld(name: string, parts: number) {
    const held = holdAfter(parts, `in/${name}`);
    await dropFiles(bench.page, [bench.write(name, fiveParts)]);
    await held.nextFired();
    return held;
  }

  it('is paused, and resumed with what is missing', async () => {
    const { page, sandbox } = bench;
    const held = await dropHeld('lake.bin', 2);
    const row = rowOf(page, 'lake');
    await row.click();
    await page.keyboard.press('Space');
    await row.getByText('Paused').waitFor();
    await row.getByText('40 %').waitFor();
    held.remove();
    expect(await arrived('in/lake.bin')).toBeUndefined();
    await page.keyboard.press('Space');
    await row.getByText('verified').waitFor();
    expect(await arrived('in/lake.bin')).toBe(true);
    expect(partsSent(sandbox, 'in/lake.bin')).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
  });

  it('stops and goes on with all others by the buttons below the places', async () => {
    const { page, write } = bench;
    const held = holdAfter(0, 'in/first.bin');
    await dropFiles(page, [write('first.bin', fiveParts)]);
    await dropFiles(page, [write('second.txt', 'short')]);
    await held.nextFired();
    await page.getByRole('button', { name: 'Pause all' }).click();
    await rowOf(page, 'first').getByText('Paused').waitFor();
    held.remove();
    await page.getByRole('button', { name: 'Resume all' }).first().click();
    await untilIdle(page);
    expect(await arrived('in/first.bin')).toBe(true);
  });

  const always = ['Show in folder', 'Export results as CSV…', 'Export results as JSON…'];
  const menu = () => bench.page.getByRole('menu');
  /** Opens the menu of a line, and reads it. */
  async function menuOf(name: string): Promise<readonly (string | undefined)[]> {
    await rowOf(bench.page, name).click({ button: 'right' });
    const texts = await menu().getByRole('menuitem').allInnerTexts();
    return texts.map((text) => text.split('\n')[0]?.trim());
  }

  it('has a menu with what applies to it and nothing else, once it is done', async () => {
    const items = ['Details', 'Copy link', 'Upload again', ...always, 'Remove from the list'];
    expect(await menuOf('lake')).toEqual(items);
    await bench.page.keyboard.press('Escape');
    await menu().waitFor({ state: 'detached' });
  });

  it('has a menu while it moves, which pauses and resumes it', async () => {
    const { page, sandbox } = bench;
    const held = await dropHeld('marsh.bin', 2);
    const row = rowOf(page, 'marsh');
    await row.getByText('Uploading').waitFor();
    expect(await menuOf('marsh')).toEqual(['Details', 'Pause', ...always, 'Cancel…']);
    await menu().getByRole('menuitem', { name: 'Pause' }).click();
    await row.getByText('Paused').waitFor();
    held.remove();
    expect(await menuOf('marsh')).toEqual([
      'Details',
      'Resume',
      'Send first',
      ...always,
      'Cancel…',
    ]);
    await menu().getByRole('menuitem', { name: 'Resume' }).click();
    await row.getByText('verified').waitFor();
    expect(await arrived('in/marsh.bin')).toBe(true);
    expect(partsSent(sandbox, 'in/marsh.bin')).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
  });

  it('is cancelled after a question, and leaves nothing at OSS', async () => {
    const { page, objects } = bench;
    const held = await dropHeld('pond.bin', 1);
    expect(await objects.uploads()).toHaveLength(1);
    const row = rowOf(page, 'pond');
    await row.click();
    await page.keyboard.press('Delete');
    const question = page.getByRole('alertdialog', { name: 'Cancel 1 upload?' });
    await question.getByRole('button', { name: 'Cancel the upload' }).click();
    await row.getByText('Canceled').waitFor();
    held.remove();
    await expect.poll(() => objects.uploads(), pollOptions).toEqual([]);
    expect(await arrived('in/pond.bin')).toBeUndefined();
  });

  it('fails in words, and is retried with what is missing', async () => {
    const { page, sandbox, write } = bench;
    sandbox.faults.add({
      when: { operation: 'UploadPart', key: 'in/river.bin', partNumber: 3 },
      fault: refusal,
    });
    await dropFiles(page, [write('river.bin', fiveParts)]);
    await page.getByRole('button', { name: /Needs attention\s*1/ }).click();
    await rowOf(page, 'river').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing needs you').waitFor();
    await showAll(page);
    await rowOf(page, 'river').getByText('verified').waitFor();
    expect(await arrived('in/river.bin')).toBe(true);
    expect(partsSent(sandbox, 'in/river.bin')).toEqual({ 1: 1, 2: 1, 3: 2, 4: 1, 5: 1 });
  });
});
