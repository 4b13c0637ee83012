import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { remoteObjects } from '../../helpers/servers/remote-objects.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../helpers/launch-ferry.ts';

describe('an account, connected by its form', () => {
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let ferry: RunningFerry;

  beforeAll(async () => {
    sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
    ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
    const { page } = ferry;
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('combobox', { name: 'Network' }).click();
    await page.getByRole('option', { name: 'Custom endpoint' }).click();
  });
  afterAll(async () => {
    await ferry.close();
    await sandbox.close();
    folder.remove();
  });

  const test = () => ferry.page.getByRole('button', { name: 'Test the connection' }).click();

  it('is told field by field what is missing, before anything is sent', async () => {
    const { page } = ferry;
    await test();
    await page.getByText('Type the AccessKey ID.').waitFor();
    await page.getByText('Type the AccessKey secret.').waitFor();
    await page.getByText('An address such as https://').waitFor();
    expect(await page.getByLabel('AccessKey ID').getAttribute('aria-invalid')).toBe('true');
    expect(sandbox.journal.find({})).toEqual([]);
  });

  it('is told which step failed, and why, in one sentence', async () => {
    const { page } = ferry;
    await page.getByLabel('Signing region').fill(sandbox.region);
    await page.getByLabel('Endpoint', { exact: true }).fill(sandbox.endpoint);
    await page.getByLabel('AccessKey ID').fill(sandbox.accessKeyId);
    await page.getByLabel('AccessKey secret').fill('not the secret');
    await page.getByLabel('Bucket', { exact: true }).fill(sandbox.bucket);
    await test();
    await page.getByText('OSS does not accept the keys of the account.').first().waitFor();
    await page.getByText('SignatureDoesNotMatch', { exact: true }).first().waitFor();
    await page.getByText('The right to upload is not proven.').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  it('finds its buckets, passes the test, and uploads', async () => {
    const { page } = ferry;
    await page.getByLabel('AccessKey secret').fill(sandbox.accessKeySecret);
    await page.getByLabel('Bucket', { exact: true }).fill('');
    await page.getByRole('button', { name: 'List my buckets' }).click();
    await page.getByRole('option', { name: sandbox.bucket }).click();
    await page.getByLabel('Prefix', { exact: true }).fill('from the form/');
    await page.getByLabel('Name', { exact: true }).fill('Studio');
    await test();
    await page.getByText('Everything works.').waitFor();
    // A test leaves nothing behind.
    const objects = remoteObjects(sandbox);
    expect(await objects.keys()).toEqual([]);
    expect(await objects.uploads()).toEqual([]);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    const source = path.join(folder.path, 'first.txt');
    writeFileSync(source, 'Hello');
    await dropFiles(page, [source]);
    await expect
      .poll(() => objects.read('from the form/first.txt'), pollOptions)
      .toEqual(Buffer.from('Hello'));
  });
});
