import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOpenDialog } from '../helpers/dialogs.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { pollOptions } from '../helpers/launch-ferry.ts';
import { untilIdle } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('the upload sheet', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
    await bench.objects.client.put('archive/2025/old.txt', Buffer.from('old'));
  });
  afterAll(async () => {
    await bench.close();
  });

  async function choose(field: string, option: string): Promise<void> {
    const { page } = bench;
    await page.getByRole('combobox', { name: field, exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  it('opens with Alt, and what is chosen there is how the object is stored', async () => {
    const { page, objects, ferry, write, sandbox } = bench;
    const button = page.getByRole('button', { name: 'Upload', exact: true });
    await button.click({ modifiers: ['Alt'] });
    const sheet = page.getByRole('dialog', { name: 'Upload' });
    await sheet.getByLabel('Prefix', { exact: true }).fill('');
    await sheet.getByRole('button', { name: 'Browse prefixes' }).click();
    await page.getByRole('button', { name: 'archive/' }).click();
    await page.getByRole('button', { name: '2025/' }).click();
    await page.getByText('No prefixes here.').waitFor();
    await page.keyboard.press('Escape');
    expect(await sheet.getByLabel('Prefix', { exact: true }).inputValue()).toBe('archive/2025/');
    await choose('If the object exists', 'Overwrite');
    await choose('Storage class', 'Infrequent Access');
    await choose('Access (ACL)', 'Public read');
    await sheet.getByText('Anybody on the internet can read these objects.').waitFor();
    await sheet.getByRole('tab', { name: 'Headers and metadata' }).click();
    await sheet.getByLabel('Content-Type').fill('text/x-diary');
    await sheet.getByLabel('Cache-Control').fill('max-age=60');
    await sheet.getByRole('button', { name: 'Add metadata' }).click();
    await sheet.getByLabel('Name', { exact: true }).fill('author');
    await sheet.getByLabel('Value', { exact: true }).fill('somebody');
    await answerOpenDialog(ferry, [write('old.txt', 'new')]);
    await sheet.getByRole('button', { name: 'Choose files…' }).click();
    const read = async () => (await objects.read('archive/2025/old.txt'))?.toString();
    await expect.poll(read, pollOptions).toBe('new');
    const { res } = await objects.client.head('archive/2025/old.txt');
    expect(res.headers).toMatchObject({
      'content-type': 'text/x-diary',
      'cache-control': 'max-age=60',
      'x-oss-storage-class': 'IA',
      'x-oss-meta-author': 'somebody',
    });
    expect(sandbox.journal.find({ operation: 'PutObject', applied: true }).at(-1)).toMatchObject({
      key: 'archive/2025/old.txt',
    });
    const { acl } = await objects.client.getACL('archive/2025/old.txt');
    expect(acl).toBe('public-read');
  });

  it('says what is left out of folders, and a dropped one arrives without it', async () => {
    const { page, objects, write } = bench;
    const button = page.getByRole('button', { name: 'Upload', exact: true });
    await button.click({ modifiers: ['Alt'] });
    const sheet = page.getByRole('dialog', { name: 'Upload' });
    await sheet.getByRole('tab', { name: 'Folders' }).click();
    await sheet.getByText('By default: files of the system and partial downloads.').waitFor();
    const excluded = await sheet.getByLabel('Exclude').inputValue();
    expect(excluded).toMatch(/^\.DS_Store Thumbs\.db desktop\.ini /);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    for (const name of ['.DS_Store', 'Thumbs.db', 'film.mp4.crdownload']) {
      write(`trip/${name}`, name);
    }
    await dropFiles(page, [path.dirname(write('trip/day.txt', 'day'))]);
    const arrived = async () => (await objects.keys()).filter((key) => key.includes('trip/'));
    await expect.poll(arrived, pollOptions).toEqual(['in/trip/day.txt']);
    await untilIdle(page);
    expect(await arrived()).toEqual(['in/trip/day.txt']);
  });

  it('says what cannot be before anything is uploaded', async () => {
    const { page, objects } = bench;
    const before = await objects.keys();
    const button = page.getByRole('button', { name: 'Upload', exact: true });
    await button.click({ modifiers: ['Alt'] });
    const sheet = page.getByRole('dialog', { name: 'Upload' });
    await sheet.getByLabel('Prefix', { exact: true }).fill('/begins with a slash');
    await sheet.getByLabel('Part size').fill('a bit');
    await sheet.getByRole('button', { name: 'Choose files…' }).click();
    await sheet.getByText('A prefix does not begin with a slash.').waitFor();
    expect(await sheet.getByLabel('Part size').getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await objects.keys()).toEqual(before);
  });
});

describe('content without a file', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('a picture dragged out of a browser arrives under its name', async () => {
    const { page, objects } = bench;
    await page.evaluate(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['not quite a picture'], '小船.png', { type: 'image/png' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    });
    const read = async () => (await objects.read('in/小船.png'))?.toString();
    await expect.poll(read, pollOptions).toBe('not quite a picture');
    await untilIdle(page);
  });
});

declare const window: { dispatchEvent(event: object): void };
declare const DataTransfer: new () => { readonly items: { add(file: File): void } };
declare const DragEvent: new (type: string, init: object) => object;
