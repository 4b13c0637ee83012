import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/server.ts';
import { remoteObjects } from '../helpers/servers/remote-objects.ts';
import { ask } from './helpers/bridge.ts';
import { seriousFindings } from './helpers/check-access.ts';
import { dropFiles } from './helpers/drop-files.ts';
import {
  appFolder,
  launchFerry,
  patiently,
  temporaryFolder,
  type RunningFerry,
} from './helpers/launch-ferry.ts';

/** Pictures for people to look at, in both languages; the guide has them, too. */
async function takePictures({ page }: RunningFerry, name: string): Promise<void> {
  const pictures = path.join(appFolder, 'screenshots', 'connect');
  mkdirSync(pictures, { recursive: true });
  for (const language of ['zh-CN', 'en'] as const) {
    await ask(page, 'app', 'changePreferences', { language });
    await page.waitForFunction((wanted) => document.documentElement.lang === wanted, language);
    await page.screenshot({ path: path.join(pictures, `${name}-${language}.png`) });
  }
}

describe('a new account whose data passes a bound domain only', () => {
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let ferry: RunningFerry;

  beforeAll(async () => {
    sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: true,
      blockPublicAccess: true,
      domains: [{ domain: 'files.localhost' }],
    });
    ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
  });
  afterAll(async () => {
    await ferry.close();
    await sandbox.close();
    folder.remove();
  });

  it('is told what it needs: the check finds the domain, and the upload goes through it', async () => {
    const { page } = ferry;
    const { accessKeyId, accessKeySecret, endpoint, region } = sandbox;
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('combobox', { name: 'Network' }).click();
    await page.getByRole('option', { name: 'Custom endpoint' }).click();
    await page.getByLabel('Signing region').fill(region);
    await page.getByLabel('Endpoint', { exact: true }).fill(endpoint);
    await page.getByLabel('AccessKey ID').fill(accessKeyId);
    await page.getByLabel('AccessKey secret').fill(accessKeySecret);
    await page.getByLabel('Bucket', { exact: true }).fill(sandbox.bucket);
    await page.getByLabel('Prefix', { exact: true }).fill('in/');
    const check = page.getByRole('button', { name: 'Check step by step' });
    await check.click();
    await page
      .getByText('OSS takes no data of this account at the public endpoint')
      .first()
      .waitFor();
    await page.getByText('Block Public Access is on').waitFor();
    await takePictures(ferry, 'new-account');
    expect(await seriousFindings(page)).toEqual([]);
    const domain = `http://files.localhost:${sandbox.port}`;
    await page.getByRole('button', { name: `Send data through ${domain}` }).click();
    await check.click();
    await page.getByText('nothing is left behind').waitFor();
    await takePictures(ferry, 'new-account-ready');
    await page.getByRole('button', { name: 'Save without a test' }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    const source = path.join(folder.path, 'first.txt');
    writeFileSync(source, 'Hello');
    await dropFiles(page, [source]);
    await expect
      .poll(() => sandbox.journal.count({ operation: 'PutObject', status: 200 }), patiently)
      .toBe(1);
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
    const objects = remoteObjects(sandbox);
    expect(await objects.read('in/first.txt')).toEqual(Buffer.from('Hello'));
    expect(await objects.uploads()).toEqual([]);
  });
});

/** Of the page, where `waitForFunction` runs. */
declare const document: { readonly documentElement: { readonly lang: string } };
