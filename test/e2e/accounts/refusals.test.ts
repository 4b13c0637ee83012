import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import { rowOf } from '../helpers/rows.ts';
import { takePictures } from '../helpers/take-pictures.ts';
import { setUpWorkbench, type Workbench } from '../helpers/workbench.ts';

describe('what OSS refuses since 2025', () => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await setUpWorkbench();
  });
  afterAll(async () => {
    await bench.close();
  });

  /** Uploads to the place from now on replace what is there, with these options. */
  async function replaceWith(options: { readonly acl?: 'public-read' }): Promise<void> {
    const { page, sandbox, accountId } = bench;
    const place = { id: 'in', accountId, bucket: sandbox.bucket, prefix: 'in/', options };
    await ask(page, 'app', 'changePreferences', {
      destinations: [{ ...place, conflictPolicy: 'overwrite' }],
    });
  }

  it('is one cause each in the words of the console, with a next step', async () => {
    const { page, sandbox, write, objects } = bench;
    for (const key of ['in/kept.txt', 'in/held.txt']) {
      await objects.client.put(key, Buffer.from('older'));
    }
    sandbox.updateBucket(sandbox.bucket, {
      forbidsOverwriting: 'in/kept',
      retention: { prefix: 'in/held', days: 1 },
      blockPublicAccess: true,
    });
    await replaceWith({});
    await dropFiles(page, [write('kept.txt', 'new'), write('held.txt', 'new')]);
    await rowOf(page, 'kept').waitFor();
    await replaceWith({ acl: 'public-read' });
    await dropFiles(page, [write('shared.txt', 'new')]);
    await page.getByRole('button', { name: /Needs attention\s*3/ }).click();
    for (const text of [
      'A rule of the bucket forbids to overwrite the object that exists.',
      'An object with this name exists, and its retention (WORM) forbids every change.',
      'Block Public Access is on for the bucket, so OSS refuses a public ACL.',
    ]) {
      await page.getByText(text).first().waitFor();
    }
    expect(await seriousFindings(page)).toEqual([]);
    expect((await objects.read('in/kept.txt'))?.toString()).toBe('older');
    expect((await objects.read('in/held.txt'))?.toString()).toBe('older');
    await takePictures(bench.ferry, 'refusals');
  });

  it('stops a suspended account once, under one sentence', async () => {
    const { page, sandbox, write } = bench;
    await replaceWith({});
    sandbox.updateAccount(sandbox.accessKeyId, { isSuspended: true });
    await dropFiles(page, [write('late.txt', 'new')]);
    await page.getByText('OSS does not serve Test: it is frozen').first().waitFor();
    expect(sandbox.journal.count({ key: 'in/late.txt' })).toBe(1);
    await takePictures(bench.ferry, 'suspended');
  });
});
