import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../../e2e/helpers/launch-ferry.ts';
import { pasteText } from '../../e2e/helpers/paste-text.ts';
import { createCanaries } from '../canaries.ts';
import { heapOf } from './heap-of.ts';

const folder = temporaryFolder();
const secrets = createCanaries();
let ferry: RunningFerry;
let sandbox: Sandbox;

interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

const keysOf = (place: string): Keys => ({
  accessKeyId: `STS.${secrets.plant(`${place}: id`)}`,
  accessKeySecret: secrets.plant(`${place}: secret`),
  securityToken: secrets.plant(`${place}: token`, 'token'),
});

const acceptedKeys = (place: string): Keys => {
  const keys = keysOf(place);
  sandbox.addAccount(keys);
  return keys;
};

const section = (name: string, keys: Keys): string =>
  [
    `[profile ${name}]`,
    `accessKeyID=${keys.accessKeyId}`,
    `accessKeySecret=${keys.accessKeySecret}`,
    `stsToken=${keys.securityToken}`,
    `endpoint=${sandbox.endpoint}`,
    `region=${sandbox.region}`,
    '',
  ].join('\n');

async function press(name: string): Promise<void> {
  await ferry.page.getByRole('button', { name, exact: true }).click();
}

async function openForm(): Promise<void> {
  const { page } = ferry;
  await press('Connect');
  await page.getByRole('combobox', { name: 'Network' }).click();
  await page.getByRole('option', { name: 'Custom endpoint' }).click();
  await page.getByLabel('Endpoint', { exact: true }).fill(sandbox.endpoint);
  await page.getByLabel('Signing region').fill(sandbox.region);
  await page.getByRole('combobox', { name: 'Bucket', exact: true }).fill(sandbox.bucket);
}

async function type(keys: Keys): Promise<void> {
  const { page } = ferry;
  await page.getByText('STS (temporary)').click();
  await page.getByLabel('AccessKey ID').fill(keys.accessKeyId);
  await page.getByLabel('AccessKey secret').fill(keys.accessKeySecret);
  await page.getByLabel('Security token').fill(keys.securityToken);
}

const paste = (text: string) => pasteText(ferry.page.getByLabel('AccessKey ID'), text);

async function checkStepByStep(): Promise<void> {
  await press('Test the connection');
  await ferry.page
    .getByRole('button', { name: 'Copy the report, which holds no secret' })
    .waitFor();
}

async function cancel(): Promise<void> {
  await press('Cancel');
  await ferry.page.getByLabel('AccessKey ID').waitFor({ state: 'detached' });
}

beforeAll(async () => {
  sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
  ferry = await launchFerry({
    userData: path.join(folder.path, 'user-data'),
    environment: { ELECTRON_HOST_KEYCHAIN: 'gnome_libsecret' },
  });
});
afterAll(async () => {
  await ferry.close();
  await sandbox.close();
  folder.remove();
});

/** A server that reads requests and answers none until it closes. */
async function startSilentServer() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined).resume());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The last way saves: with an account, the button that opens the form is another one. */
const waysOut: readonly (readonly [title: string, act: () => Promise<void>])[] = [
  [
    'cancelled after refused keys were checked step by step',
    async () => {
      await type(keysOf('refused, step by step'));
      await checkStepByStep();
      await ferry.page.getByText('The right to upload is not proven.').waitFor();
      await cancel();
    },
  ],
  [
    'left by a key for the settings, after the keys were checked step by step',
    async () => {
      await type(acceptedKeys('left'));
      await checkStepByStep();
      await ferry.page.keyboard.press('Control+,');
      await ferry.page.getByLabel('AccessKey ID').waitFor({ state: 'detached' });
      await ferry.page.keyboard.press('Escape');
    },
  ],
  [
    'cancelled after one profile was pasted',
    async () => {
      const keys = keysOf('pasted');
      await paste(section('only', keys));
      await expect(ferry.page.getByLabel('AccessKey ID').inputValue()).resolves.toBe(
        keys.accessKeyId,
      );
      await cancel();
    },
  ],
  [
    'cancelled after several profiles were pasted, before one was chosen',
    async () => {
      await paste(section('work', keysOf('not chosen')) + section('home', keysOf('nor this')));
      await ferry.page.getByText('The text has several keys.').waitFor();
      await cancel();
    },
  ],
  [
    'cancelled after several profiles were checked together',
    async () => {
      await paste(section('work', keysOf('checked')) + section('home', keysOf('checked, too')));
      await press('Check and connect the ticked keys');
      const { page } = ferry;
      await expect
        .poll(() => page.getByText('OSS does not accept the keys').count(), pollOptions)
        .toBeGreaterThan(1);
      expect(secrets.foundIn(await page.content())).toEqual([]);
      await cancel();
    },
  ],
  [
    'saved after one of several pasted profiles was chosen and checked',
    async () => {
      const chosen = acceptedKeys('chosen');
      await paste(section('work', keysOf('passed over')) + section('home', chosen));
      await press('Fill in home');
      await checkStepByStep();
      await ferry.page.getByText('Everything works.').waitFor();
      await press('Connect');
      await ferry.page.getByText('Nothing uploaded yet').waitFor();
    },
  ],
];

describe('the form of an account', () => {
  it('has what is typed in the memory of the page while it is open', async () => {
    await openForm();
    await type(keysOf('open'));
    expect(secrets.foundIn(await heapOf(ferry.page))).toEqual([
      'open: id',
      'open: secret',
      'open: token',
    ]);
    await cancel();
  });

  it('leaves no secret in the memory of the page when left during checks, once these end', async () => {
    const { page } = ferry;
    const silent = await startSilentServer();
    await openForm();
    await page.getByLabel('Endpoint', { exact: true }).fill(silent.endpoint);
    await type(keysOf('left during checks'));
    await press('Test the connection');
    await page.getByText('Checking', { exact: false }).first().waitFor();
    await cancel();
    silent.close();
    const found = async () => secrets.foundIn(await heapOf(page));
    await expect.poll(found, pollOptions).toEqual([]);
  });

  it.each(waysOut)('leaves no secret in the memory of the page when %s', async (_title, act) => {
    await openForm();
    await act();
    expect(secrets.foundIn(await heapOf(ferry.page))).toEqual([]);
  });

  it('leaves no secret in the memory of the page when several profiles were connected', async () => {
    const { page } = ferry;
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('tab', { name: 'Accounts' }).click();
    await press('Connect an account');
    const both = section('one', acceptedKeys('first')) + section('two', acceptedKeys('second'));
    await paste(both);
    await press('Check and connect the ticked keys');
    await page.getByText('Nothing uploaded yet').waitFor();
    expect(secrets.foundIn(await heapOf(page))).toEqual([]);
  });
});
