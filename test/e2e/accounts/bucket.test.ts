import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SavedDestination } from '../../../shared/preferences.ts';
import { ask } from '../helpers/bridge.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { appFolder, pollOptions } from '../helpers/launch-ferry.ts';
import { appearanceProblems, turn } from '../helpers/appearance.ts';
import { rowOf, showAll } from '../helpers/rows.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

const uploadKeys = { accessKeyId: 'UPLOADONLY', accessKeySecret: 'upload-only-secret' };
const picture = readFileSync(path.join(appFolder, 'resources', 'tray', 'idle-light.png'));

describe('an open place', () => {
  let bench: Workbench;

  beforeAll(async () => {
    bench = await setUpWorkbench();
    const { page, sandbox, objects, accountId } = bench;
    const actions = ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'];
    sandbox.addAccount({ ...uploadKeys, policy: { actions } });
    const { endpoint, region, bucket } = sandbox;
    const { id: uploader } = await ask(page, 'accounts', 'save', {
      ...{ name: 'Uploader', endpoint, region, addressing: 'virtual-host', secrets: uploadKeys },
    });
    const place = (id: string, account: string, prefix: string): SavedDestination => ({
      ...{ id, accountId: account, bucket, prefix, options: {}, conflictPolicy: 'ask' },
    });
    await ask(page, 'app', 'changePreferences', {
      destinations: [
        place('in', accountId, 'in/'),
        place('albums', accountId, 'albums/'),
        place('blind', uploader, 'blind/'),
      ],
    });
    await objects.client.put('albums/boat.png', picture);
    await objects.client.put('albums/山/notes.txt', Buffer.from('notes'), {
      headers: { 'x-oss-storage-class': 'IA' },
    });
    await objects.client.put('private/secret.txt', Buffer.from('secret'));
  });
  afterAll(async () => {
    await bench.close();
  });

  const row = (name: string) => bench.page.locator('.bucket-row').filter({ hasText: name });
  async function open(id: string, half: 'Uploads' | 'In the bucket'): Promise<void> {
    const { page } = bench;
    await page.locator(`.places [data-drop="${id}"]`).click();
    await page.getByRole('button', { name: half, exact: true }).click();
  }

  it('shows what was uploaded there, and is the target until All is shown again', async () => {
    const { page, write, objects } = bench;
    await dropFiles(page, [write('to-in.txt', 'in')]);
    await rowOf(page, 'to-in').getByText('verified').waitFor();
    await open('albums', 'Uploads');
    await page.getByRole('heading', { name: 'ferry-sandbox/albums' }).waitFor();
    await page.getByText('Nothing sent here yet').waitFor();
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/albums' }).waitFor();
    await dropFiles(page, [write('to-albums.txt', 'albums')]);
    await rowOf(page, 'to-albums').getByText('verified').waitFor();
    expect(await rowOf(page, 'to-in').count()).toBe(0);
    expect((await objects.read('albums/to-albums.txt'))?.toString()).toBe('albums');
    await showAll(page);
    await page.getByRole('button', { name: 'Uploads go to ferry-sandbox/in' }).waitFor();
    await rowOf(page, 'to-in').waitFor();
  });

  it('shows what the bucket holds under its prefix, and nothing else of it', async () => {
    const { page } = bench;
    await open('albums', 'In the bucket');
    await row('boat').getByText('Standard').waitFor();
    expect(await row('boat').innerText()).toContain(`${picture.length} B`);
    expect(await row('secret').count()).toBe(0);
    const thumbnail = row('boat').locator('img');
    expect(await thumbnail.getAttribute('src')).toMatch(/^data:image\/png;base64,/);
    await row('山').dblclick();
    await row('notes').getByText('Infrequent Access').waitFor();
    await page.getByRole('navigation', { name: 'Folders' }).getByText('albums').click();
    await row('boat').waitFor();
    const refused = ask(page, 'bucket', 'list', {
      ...{ accountId: bench.accountId, bucket: bench.sandbox.bucket, prefix: 'private/' },
    });
    await expect(refused).rejects.toThrow('call-refused');
  });

  it('gives a link that opens, and opens an object in the browser', async () => {
    const { page, ferry } = bench;
    await open('albums', 'In the bucket');
    await row('boat').hover();
    await row('boat').getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('1 link copied').first().waitFor();
    await row('boat').hover();
    await row('boat').getByRole('button', { name: 'Open' }).click();
    if (!ferry.onHost) return;
    const opened = async () => {
      const notes = await ferry.record.notes();
      return notes.flatMap((note) => (note.kind === 'open-external' ? [note.url] : []));
    };
    await expect.poll(opened, pollOptions).toHaveLength(1);
    const [url = ''] = await opened();
    const response = await fetch(url);
    expect(Buffer.from(await response.arrayBuffer()).equals(picture)).toBe(true);
  });

  it('changes nothing at OSS', () => {
    const changing = /^(Put|Post|Delete|Copy|Append|Initiate|Complete|Abort)/;
    const written = bench.sandbox.journal
      .find({})
      .filter(({ operation, key }) => changing.test(operation ?? '') && key?.endsWith('.png'));
    expect(written).toHaveLength(1);
  });

  it('says calmly that keys may upload only', async () => {
    const { page, write, objects } = bench;
    await open('blind', 'In the bucket');
    await page.getByText('These keys may upload, but not list').waitFor();
    await dropFiles(page, [write('blind.txt', 'blind')]);
    await expect
      .poll(async () => (await objects.read('blind/blind.txt'))?.toString())
      .toBe('blind');
  });

  it('has nothing that axe finds serious, in both themes, and speaks both languages', async () => {
    const { page } = bench;
    const data = [
      'ferry-sandbox in albums blind boat.png notes.txt to-albums.txt',
      'oss:ListObjects',
    ];
    for (const id of ['albums', 'blind']) {
      await open(id, 'In the bucket');
      await page
        .locator('.bucket-row, .bucket-message')
        .nth(id === 'albums' ? 2 : 0)
        .waitFor();
      expect(await appearanceProblems(page, { within: 'main', data })).toEqual([]);
      await turn(page, 'light', 'en');
    }
  });
});
