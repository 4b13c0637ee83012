import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox/server.ts';
import { ask } from '../../e2e/helpers/bridge.ts';
import { answerSaveDialogs } from '../../e2e/helpers/dialogs.ts';
import { dropFiles } from '../../e2e/helpers/drop-files.ts';
import { rowOf } from '../../e2e/helpers/rows.ts';
import {
  launchFerry,
  pollOptions,
  temporaryFolder,
  type RunningFerry,
} from '../../e2e/helpers/launch-ferry.ts';
import { createCanaries } from '../canaries.ts';
import { startEchoServer } from './echo-server.ts';
import { heapOf } from './heap-of.ts';
import type { PageWorld } from './page-world.ts';
import { answersTo, argumentsOfAll, keepMessages, textsBelow } from './secret-places.ts';

const folder = temporaryFolder();
const userData = path.join(folder.path, 'user-data');
const home = path.join(folder.path, 'home');
/** Texts that only the keychain may hold. */
const secrets = createCanaries();
/** What people upload and say about it: in the queue, as it must be, but in no log and no report. */
const contents = createCanaries();

const temporaryKeys = (place: string) => ({
  accessKeyId: `STS.${secrets.plant(`${place}: id`)}`,
  accessKeySecret: secrets.plant(`${place}: secret`),
  securityToken: secrets.plant(`${place}: token`, 'token'),
});
const proxyOf = (place: string) =>
  `http://${secrets.plant(`${place}: user`)}:${secrets.plant(`${place}: password`)}@127.0.0.1:1`;

let ferry: RunningFerry;
let start: () => Promise<void>;
let sandbox: Sandbox;
let messages: () => Promise<string>;
let diagnostics = '';
/** What the app wrote to the terminal that it was started from, with all debugging switched on. */
let printed = '';

function expectNoSecretIn(texts: ReadonlyMap<string, string>): void {
  for (const [file, text] of texts) expect([file, secrets.foundIn(text)]).toEqual([file, []]);
}

/** Calls with secrets where none may stand: an address, a name of something else. */
function refusedInputs(): readonly (readonly [string, string, unknown])[] {
  const signature = secrets.plant('a signed address as an endpoint');
  return [
    [
      'settings',
      'change',
      { proxy: { mode: 'manual', url: proxyOf('a proxy with its password') } },
    ],
    [
      'accounts',
      'save',
      {
        name: 'Signed',
        endpoint: `https://b.example.com/k?Expires=1&Signature=${signature}`,
        region: 'cn-hangzhou',
        addressing: 'path',
      },
    ],
    ['accounts', 'remove', { secret: secrets.plant('an input that is no id') }],
  ];
}

/** Answers the form of an account as a person does. */
async function fillForm(keys: ReturnType<typeof temporaryKeys>): Promise<void> {
  const { page } = ferry;
  await page.getByText('STS (temporary)').click();
  await page.getByLabel('AccessKey ID').fill(keys.accessKeyId);
  await page.getByLabel('AccessKey secret').fill(keys.accessKeySecret);
  await page.getByLabel('Security token').fill(keys.securityToken);
}

beforeAll(async () => {
  mkdirSync(home);
  const profile = ['default', 'work', 'spare'].map((name) => {
    const keys = temporaryKeys(`profile ${name}`);
    return `[${name}]\naccessKeyID=${keys.accessKeyId}\naccessKeySecret=${keys.accessKeySecret}\nstsToken=${keys.securityToken}\n`;
  });
  writeFileSync(path.join(home, '.ossutilconfig'), profile.join('\n'));
  const environment = temporaryKeys('environment');
  sandbox = await startSandbox({ dataDirectory: path.join(folder.path, 'objects') });
  const launch = {
    userData,
    environment: {
      ELECTRON_HOST_KEYCHAIN: 'gnome_libsecret',
      HOME: home,
      DEBUG: '*',
      NODE_DEBUG: 'http,net,tls',
      OSS_ACCESS_KEY_ID: environment.accessKeyId,
      OSS_ACCESS_KEY_SECRET: environment.accessKeySecret,
      OSS_SESSION_TOKEN: environment.securityToken,
      HTTP_PROXY: proxyOf('HTTP_PROXY'),
      HTTPS_PROXY: proxyOf('HTTPS_PROXY'),
      ALL_PROXY: proxyOf('ALL_PROXY'),
    },
  };
  start = async () => {
    ferry = await launchFerry(launch);
    const { stdout, stderr } = ferry.app.process();
    for (const stream of [stdout, stderr]) {
      stream?.on('data', (text: Buffer) => (printed += text.toString('latin1')));
    }
    messages = await keepMessages(ferry.app);
  };
  await start();
});
afterAll(async () => {
  await ferry.close();
  await sandbox.close();
  folder.remove();
});

declare const window: PageWorld;

describe('secrets on their way through the app', () => {
  it('are typed, tried, refused, stored and used', async () => {
    const { page } = ferry;
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('combobox', { name: 'Network' }).click();
    await page.getByRole('option', { name: 'Custom endpoint' }).click();
    await page.getByLabel('Endpoint', { exact: true }).fill(sandbox.endpoint);
    await page.getByLabel('Signing region').fill(sandbox.region);
    await page.getByRole('combobox', { name: 'Bucket', exact: true }).fill(sandbox.bucket);
    await fillForm(temporaryKeys('form, refused'));
    await page.getByRole('button', { name: 'List my buckets' }).click();
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('The right to upload is not proven.').waitFor();
    const good = temporaryKeys('form, accepted');
    sandbox.addAccount(good);
    await fillForm(good);
    await page.getByRole('button', { name: 'Test the connection' }).click();
    await page.getByText('Everything works.').waitFor();
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Nothing uploaded yet').waitFor();
    const file = path.join(folder.path, 'note.txt');
    writeFileSync(file, contents.plant('a file'));
    await dropFiles(page, [file]);
    await rowOf(page, 'note.txt').getByText('verified').waitFor();
    if (!ferry.onHost) return;
    expect(existsSync(path.join(userData, 'secrets.json'))).toBe(true);
  });

  it('are echoed by servers and proxies', async () => {
    const { page } = ferry;
    const echo = await startEchoServer({
      cookie: secrets.plant('a cookie'),
      signature: secrets.plant('a signed address: signature'),
      token: secrets.plant('a signed address: token'),
      bearer: secrets.plant('a bearer token in an answer'),
    });
    const { id: accountId } = await ask(page, 'accounts', 'save', {
      name: 'Echo',
      endpoint: echo.origin,
      region: 'cn-hangzhou',
      addressing: 'path',
      secrets: temporaryKeys('account of an echoing server'),
    });
    for (const place of ['once', 'again']) {
      await ask(page, 'accounts', 'bucketsWith', {
        name: 'Trial',
        endpoint: echo.origin,
        region: 'cn-hangzhou',
        addressing: 'path',
        secrets: temporaryKeys(`keys that are tried ${place}`),
      }).catch(() => undefined);
    }
    const file = path.join(folder.path, 'echoed.txt');
    writeFileSync(file, contents.plant('another file'));
    await ask(page, 'app', 'changePreferences', {
      destinations: [
        {
          id: 'echo',
          accountId,
          bucket: 'echo',
          prefix: '',
          conflictPolicy: 'overwrite',
          options: {
            meta: { note: contents.plant('metadata') },
            tagging: { note: contents.plant('a tag') },
            headers: { 'Content-Disposition': contents.plant('a header') },
            callback: {
              url: `https://example.com/done?key=${contents.plant('the address of a callback')}`,
              body: `a=${contents.plant('the body of a callback')}`,
              customValue: { note: contents.plant('a value of a callback') },
            },
          },
        },
      ],
      currentDestination: 'echo',
    });
    await dropFiles(page, [file]);
    const failed = async () => (await ask(page, 'transfers', 'count', { all: true })).failed;
    await expect.poll(failed, pollOptions).toBe(1);
    expect(echo.heard()).toBeGreaterThan(2);

    await ask(page, 'settings', 'change', { proxy: { mode: 'manual', url: echo.origin } });
    for (const place of ['first', 'second']) {
      await ask(page, 'settings', 'saveProxyPassword', {
        userName: secrets.plant(`the ${place} proxy: user`),
        password: secrets.plant(`the ${place} proxy: password`),
      });
    }
    const password = secrets.plant('a proxy that is tried: password');
    const proxy = { mode: 'manual', url: echo.origin } as const;
    await ask(page, 'settings', 'testProxy', { proxy, password });
    for (const [group, name, input] of refusedInputs()) {
      const answer = await page.evaluate(
        (call) => window.ferry.call(call.group, call.name, call.input),
        { group, name, input },
      );
      expect(answer).toMatchObject({ ok: false, error: { code: 'call-refused' } });
      expect(secrets.foundIn(JSON.stringify(answer))).toEqual([]);
    }
    await ask(page, 'settings', 'change', { proxy: { mode: 'none' } });
    await echo.close();
  });

  it('are in no file but the sealed ones, whole or cut', async () => {
    expect(secrets.count).toBeGreaterThanOrEqual(38);
    const filePath = path.join(folder.path, 'diagnostics.json');
    await answerSaveDialogs(ferry, filePath);
    await ask(ferry.page, 'app', 'exportDiagnostics', undefined);
    diagnostics = readFileSync(filePath, 'utf8');
    const texts = textsBelow(userData);
    const names = [...texts.keys()];
    expect(names).toEqual(
      expect.arrayContaining(['queue/queue.db', 'queue/queue.db-wal', 'logs/ferry.log']),
    );
    expect(names.filter((name) => /\.dmp$|crash.*report/i.test(name))).toEqual([]);
    expectNoSecretIn(texts);
  });

  it('are in no response and in no message to the page', async () => {
    const told = await answersTo(ferry.page);
    expect(told).toContain('note.txt');
    expect(secrets.foundIn(told)).toEqual([]);
    const pushed = await messages();
    expect(pushed).toContain('"ferry:picture.shown"');
    expect(pushed).toContain('"ferry:settings.changed"');
    expect(pushed).toContain('"ferry:accounts.changed"');
    expect(secrets.foundIn(pushed)).toEqual([]);
  });

  it('are in no argument of any process', () => {
    const lines = argumentsOfAll();
    if (lines === undefined) return;
    expect(lines).toContain('--user-data-dir=');
    expect(secrets.foundIn(lines)).toEqual([]);
  });

  it('are in no log and no report for support, nor is what people upload', () => {
    const log = readFileSync(path.join(userData, 'logs', 'ferry.log'), 'utf8');
    expect(log).toContain('transfer-failed');
    expect(diagnostics).toContain('transfer-failed');
    expect(contents.count + secrets.count).toBeGreaterThanOrEqual(50);
    for (const text of [log, diagnostics]) {
      expect([...secrets.foundIn(text), ...contents.foundIn(text)]).toEqual([]);
      expect(text).not.toMatch(/note\.txt|echoed\.txt|127\.0\.0\.1/);
    }
  });

  it('are in nothing that is printed, however much debugging is asked for', () => {
    // Node's own debugging of sockets, at least.
    expect(printed).toMatch(/^(NET|TLS|HTTP) \d+: /m);
    expect(secrets.foundIn(printed)).toEqual([]);
  });

  it('have left the page once its form is gone', async () => {
    await ferry.page.evaluate((control) => {
      Object.assign(globalThis, { control });
    }, 'a text that is there');
    const heap = await heapOf(ferry.page);
    expect(heap).toContain('a text that is there');
    expect(secrets.foundIn(heap)).toEqual([]);
  });

  it('are in no backup, no log of a killed database and no damaged copy', async () => {
    await ferry.close();
    expectNoSecretIn(textsBelow(userData));
    await start();
    await ask(ferry.page, 'settings', 'change', { partsPerFile: 2 });
    const process = ferry.app.process();
    const ended = once(process, 'exit');
    process.kill('SIGKILL');
    await ended;
    const database = path.join(userData, 'queue', 'queue.db');
    writeFileSync(database, 'JUNK', { flag: 'r+' });
    await start();
    const recovery = await ask(ferry.page, 'app', 'queueRecovery', undefined);
    expect(recovery?.outcome).toBe('restored');
    const texts = textsBelow(userData);
    const kept = [...texts.keys()].filter((name) => /\.(backup|damaged-\w+(-wal)?)$/.test(name));
    expect(kept).toHaveLength(3);
    const ofTheQueue = kept.filter((name) => contents.foundIn(texts.get(name) ?? '').length > 0);
    expect(ofTheQueue.length).toBeGreaterThanOrEqual(2);
    expectNoSecretIn(texts);
    expect(secrets.foundIn((await messages()) + printed)).toEqual([]);
  });
});
