import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { remoteObjects } from '../../helpers/servers/remote-objects.ts';
import { createCanaries } from '../../security/canaries.ts';
import { ask } from '../helpers/bridge.ts';
import { seriousFindings } from '../helpers/check-access.ts';
import { dropFiles } from '../helpers/drop-files.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../helpers/launch-ferry.ts';
import { pasteText } from '../helpers/paste-text.ts';
import { takePictures } from '../helpers/take-pictures.ts';

describe('several keys of one pasted text', () => {
  const folder = temporaryFolder();
  const secrets = createCanaries();
  let sandbox: Sandbox;
  let ferry: RunningFerry;

  beforeAll(async () => {
    sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
    ferry = await launchFerry({ userData: path.join(folder.path, 'user-data') });
  });
  afterAll(async () => {
    await ferry.close();
    await sandbox.close();
    folder.remove();
  });

  /** Keys that the sandbox knows, with the rights of `actions` or with all. */
  function keysOf(name: string, actions?: readonly string[]) {
    const accessKeyId = `LTAI${secrets.plant(`${name}: id`)}`;
    const accessKeySecret = secrets.plant(`${name}: secret`);
    const policy = actions === undefined ? {} : { policy: { actions } };
    sandbox.addAccount({ accessKeyId, accessKeySecret, ...policy });
    return { name, accessKeyId, accessKeySecret };
  }

  const profile = ({ name, accessKeyId, accessKeySecret }: ReturnType<typeof keysOf>) =>
    [
      `[profile ${name}]`,
      `accessKeyID=${accessKeyId}`,
      `accessKeySecret=${accessKeySecret}`,
      `endpoint=${sandbox.endpoint}`,
      `region=${sandbox.region}`,
      '',
    ].join('\n');

  const connectTicked = () =>
    ferry.page.getByRole('button', { name: 'Check and connect the ticked keys' }).click();

  it('are offered by name, and none of their secrets is in the document', async () => {
    const { page } = ferry;
    const uploadOnly = ['oss:PutObject', 'oss:AbortMultipartUpload', 'oss:ListParts'];
    const studio = keysOf('studio', [...uploadOnly, 'oss:ListBuckets']);
    const refused = { ...keysOf('old'), accessKeySecret: secrets.plant('old: wrong secret') };
    const text = [studio, keysOf('upload', uploadOnly), refused].map(profile).join('\n');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await pasteText(page.getByLabel('AccessKey ID'), text);
    await page.getByText('The text has several keys.').waitFor();
    expect(secrets.foundIn(await page.content())).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('The text has several keys.').scrollIntoViewIfNeeded();
    await takePictures(ferry, 'pasted-keys');
  });

  it('are checked together: connected, in need of a bucket, or refused with the reason', async () => {
    const { page } = ferry;
    await connectTicked();
    await page.getByText('connected', { exact: true }).waitFor();
    await page.getByLabel('Bucket of upload').waitFor();
    await page.getByText('OSS does not accept the keys of the account.').first().waitFor();
    expect(await page.getByLabel('Bucket of old').count()).toBe(0);
    await page.getByRole('button', { name: 'Check and connect the ticked keys' }).waitFor();
    expect(secrets.foundIn(await page.content())).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('The text has several keys.').scrollIntoViewIfNeeded();
    await takePictures(ferry, 'pasted-keys-checked');
  });

  it('go on when the bucket is typed, and the accounts that were proven are there', async () => {
    const { page } = ferry;
    await page.getByLabel('Bucket of upload').fill(sandbox.bucket);
    await page.getByRole('checkbox', { name: /^old/ }).click();
    await connectTicked();
    await page.getByText('Nothing uploaded yet').waitFor();
    const accounts = await ask(page, 'accounts', 'list', undefined);
    expect(accounts.map(({ name }) => name).toSorted()).toEqual(['studio', 'upload']);
    const objects = remoteObjects(sandbox);
    expect(await objects.uploads()).toEqual([]);
    const source = path.join(folder.path, 'first.txt');
    writeFileSync(source, 'Hello');
    await dropFiles(page, [source]);
    await expect.poll(() => objects.read('first.txt'), pollOptions).toEqual(Buffer.from('Hello'));
  });
});
