import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
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
import { takePictures } from '../helpers/take-pictures.ts';

const uploadOnly = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'];

interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Opens the form of the first run, and fills it for a place in the bucket of the sandbox. */
async function fillForm(page: Page, sandbox: Sandbox, keys: Keys): Promise<void> {
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.getByRole('combobox', { name: 'Network' }).click();
  await page.getByRole('option', { name: 'Custom endpoint' }).click();
  await page.getByLabel('Signing region').fill(sandbox.region);
  await page.getByLabel('Endpoint', { exact: true }).fill(sandbox.endpoint);
  if (keys.securityToken !== undefined) await page.getByText('STS (temporary)').click();
  await page.getByLabel('AccessKey ID').fill(keys.accessKeyId);
  await page.getByLabel('AccessKey secret').fill(keys.accessKeySecret);
  if (keys.securityToken !== undefined) {
    await page.getByLabel('Security token').fill(keys.securityToken);
  }
  await page.getByLabel('Bucket', { exact: true }).fill(sandbox.bucket);
  await page.getByLabel('Prefix', { exact: true }).fill('in/');
}

/** A sandbox and a first run, which end with the test. */
async function setUpForTest() {
  const folder = temporaryFolder();
  const sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
  const ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
  onTestFinished(async () => {
    await ferry.close();
    await sandbox.close();
    folder.remove();
  });
  return { folder, sandbox, ferry };
}

describe('the form that connects an account', () => {
  const folder = temporaryFolder();
  let sandbox: Sandbox;
  let ferry: RunningFerry;

  /** The rules of OSS for a bucket of a new account. */
  const newRules = { refusesPublicEndpoint: true, blockPublicAccess: true };

  beforeAll(async () => {
    sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
    ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
  });
  beforeEach(() => {
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: false,
      blockPublicAccess: false,
      domains: [],
    });
  });
  afterAll(async () => {
    await ferry.close();
    await sandbox.close();
    folder.remove();
  });

  const openForm = (keys: Keys) => fillForm(ferry.page, sandbox, keys);

  const test = () => ferry.page.getByRole('button', { name: 'Test the connection' }).click();

  async function cancel(): Promise<void> {
    await ferry.page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await ferry.page.getByLabel('AccessKey ID').waitFor({ state: 'detached' });
  }

  /** Nothing of a trial is left in the bucket. */
  async function expectNothingLeft(): Promise<void> {
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
    expect(await remoteObjects(sandbox).uploads()).toEqual([]);
    expect(await remoteObjects(sandbox).keys()).toEqual([]);
  }

  it('tells a new account without a domain what it needs, and saves only on demand', async () => {
    const { page } = ferry;
    sandbox.updateBucket(sandbox.bucket, newRules);
    await openForm(sandbox);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('The right to upload is not proven.').waitFor();
    await page.getByText('OSS takes no data of this account at the public').first().waitFor();
    await page.getByRole('button', { name: 'Use it anyway' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takePictures(ferry, 'no-domain');
    await cancel();
    await expectNothingLeft();
  });

  it('works with keys that may not list anything', async () => {
    const { page } = ferry;
    const keys = { accessKeyId: 'lists-nothing', accessKeySecret: 'secret' };
    sandbox.addAccount({ ...keys, policy: { actions: uploadOnly } });
    await openForm(keys);
    await page.getByRole('button', { name: 'List my buckets' }).click();
    await page.getByText('The account may not list buckets.').waitFor();
    await test();
    await page.getByText('Everything works.').waitFor();
    await page.getByText('The keys may not look at this.').first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takePictures(ferry, 'may-not-list');
    await cancel();
    await expectNothingLeft();
  });

  it('works with an STS token for one prefix, and names the policy for another', async () => {
    const { page } = ferry;
    const keys = { accessKeyId: 'STS.prefix', accessKeySecret: 's', securityToken: 'the-token' };
    const policy = { actions: uploadOnly, resource: `${sandbox.bucket}/in/*` };
    sandbox.addAccount({ ...keys, policy });
    await openForm(keys);
    await page.getByLabel('Prefix', { exact: true }).fill('out/');
    await test();
    await page.getByText('Give the RAM user the policy above').waitFor();
    await page.getByLabel('Prefix', { exact: true }).fill('in/');
    await test();
    await page.getByText('Everything works.').waitFor();
    await takePictures(ferry, 'sts-prefix');
    await cancel();
    await expectNothingLeft();
  });

  it('finds the domain of a new account, and the upload goes through it', async () => {
    const { page } = ferry;
    const domain = `http://files.localhost:${sandbox.port}`;
    sandbox.updateBucket(sandbox.bucket, { ...newRules, domains: [{ domain: 'files.localhost' }] });
    await openForm(sandbox);
    await test();
    await page.getByText('Block Public Access is on').waitFor();
    await page.getByText('The bucket has a bound domain').waitFor();
    await takePictures(ferry, 'one-domain');
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: `Send data through ${domain}` }).click();
    await test();
    await page.getByText('Everything works.').waitFor();
    await takePictures(ferry, 'one-domain-ready');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    const source = path.join(folder.path, 'first.txt');
    writeFileSync(source, 'Hello');
    await dropFiles(page, [source]);
    await expect
      .poll(() => sandbox.journal.count({ operation: 'PutObject', status: 200 }), pollOptions)
      .toBe(1);
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
    const objects = remoteObjects(sandbox);
    expect(await objects.read('in/first.txt')).toEqual(Buffer.from('Hello'));
    expect(await objects.uploads()).toEqual([]);
  });

  it('opens the sandbox, which can be diagnosed like any account', async () => {
    const { page } = ferry;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await page.getByRole('button', { name: 'Open the sandbox' }).click();
    await page.getByRole('button', { name: 'Diagnose Sandbox' }).click();
    await page.getByText('nothing is left behind').waitFor();
    await page.getByText('Fastest').waitFor();
    await page.getByRole('button', { name: 'Copy the report, which holds no secret' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takePictures(ferry, 'sandbox');
    await page.getByRole('button', { name: 'Close' }).last().click();
  });
});

describe('an upload that the keys of a new account may not abort', () => {
  it('is named in the form, and aborted once the account is saved and they may', async () => {
    const { sandbox, ferry } = await setUpForTest();
    const { page } = ferry;
    const keys = { accessKeyId: 'put-only', accessKeySecret: 'secret' };
    sandbox.addAccount({ ...keys, policy: { actions: ['oss:PutObject'] } });
    await fillForm(page, sandbox, keys);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('OSS did not let the keys abort this upload').waitFor();
    await page.getByText('The right to upload is proven.').waitFor();
    const objects = remoteObjects(sandbox);
    const [left] = await objects.uploads();
    expect(left?.key).toMatch(/^in\/\.ferry-doctor-/);
    await page.getByText(left?.key ?? '', { exact: true }).waitFor();
    await page.getByText(left?.uploadId ?? '', { exact: true }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await takePictures(ferry, 'left-behind');
    sandbox.updateAccount(keys.accessKeyId, { policy: { actions: uploadOnly } });
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    await expect.poll(() => objects.uploads(), pollOptions).toEqual([]);
  });
});

describe('uploads of an account whose data the endpoint refuses', () => {
  it('wait under one sentence, whose button sends them through the bound domain', async () => {
    const { folder, sandbox, ferry } = await setUpForTest();
    const { page } = ferry;
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: true });
    await fillForm(page, sandbox, sandbox);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: 'Use it anyway' }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    const names = ['a.txt', 'b.txt', 'c.txt'];
    const sources = names.map((name) => path.join(folder.path, name));
    for (const source of sources) writeFileSync(source, path.basename(source));
    await dropFiles(page, sources);
    const choose = page.getByRole('button', { name: 'Choose a domain' }).first();
    await choose.waitFor();
    await takePictures(ferry, 'refused-uploads');
    sandbox.updateBucket(sandbox.bucket, { domains: [{ domain: 'files.localhost' }] });
    await choose.click();
    await expect
      .poll(() => sandbox.journal.count({ operation: 'PutObject', status: 200 }), pollOptions)
      .toBe(names.length);
    sandbox.updateBucket(sandbox.bucket, { refusesPublicEndpoint: false });
    const arrived = await remoteObjects(sandbox).keys();
    expect(arrived.toSorted()).toEqual(names.map((name) => `in/${name}`));
  });
});
