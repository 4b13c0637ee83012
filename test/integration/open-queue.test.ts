import { once } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openQueue } from '../../main/app/open-queue.ts';
import { connectControl } from '../../main/control/client.ts';
import type { Counters } from '../../main/engine/ports/transfer-queries.ts';
import type { OpenedQueue } from '../../main/opened-queue.ts';
import type { Destination } from '../../shared/transfer.ts';
import { startPasswordProxy } from '../fault-proxy/password-proxy.ts';
import { engineReaches } from '../helpers/engine-reaches.ts';
import { heldKeychain } from '../helpers/doubles/held-keychain.ts';
import { startListeningServer } from '../helpers/servers/listening-server.ts';
import { someAccount } from '../helpers/oss-account.ts';
import { rejectionOf } from '../main/oss/scripted-store.ts';

let root: string;
let opened: OpenedQueue | undefined;
let folders = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'ferry-queue-'));
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});
afterAll(() => rm(root, { recursive: true }));

function newFolder(): string {
  folders += 1;
  return join(root, String(folders));
}

async function open(folder = newFolder(), keychain = heldKeychain()): Promise<OpenedQueue> {
  opened = await openQueue({
    version: '1.0.0',
    databaseFile: join(folder, 'queue', 'queue.db'),
    spoolFolder: join(folder, 'spool'),
    sandboxFolder: join(folder, 'sandbox'),
    logFile: join(folder, 'logs', 'ferry.log'),
    keychain,
    environment: {},
    power: { subscribe: () => () => undefined, setBusy: () => undefined },
    systemProxyFor: () => Promise.resolve('DIRECT'),
  });
  return opened;
}

/** The sandbox as an account of the queue, as the window makes it. */
async function withSandbox(queue: OpenedQueue, keychain: ReturnType<typeof heldKeychain>) {
  const { account, bucket, accessKeyId, accessKeySecret } = await queue.openSandbox();
  keychain.lend(account.id, { accessKeyId, accessKeySecret });
  await queue.engine.saveAccount(account);
  return { account, bucket, destination: { accountId: account.id, bucket, prefix: '' } };
}

const common = (destination: Destination) => ({
  destination,
  conflictPolicy: 'ask' as const,
  options: {},
});

describe('the sandbox', () => {
  it('comes back by itself, where it was, with what it held', async () => {
    const folder = newFolder();
    const keychain = heldKeychain();
    const before = await withSandbox(await open(folder, keychain), keychain);
    await opened?.close();
    // Keys of the sandbox lie with it: no keychain is needed for them.
    const queue = await open(folder, heldKeychain());
    const [account] = await queue.engine.accounts();
    expect(account?.endpoint).toBe(before.account.endpoint);
    expect((await queue.listBuckets(before.account)).buckets).toEqual([
      { name: before.bucket, region: 'cn-hangzhou' },
    ]);
  });

  it('takes another port when its own is taken, and uploads go there', async () => {
    const folder = newFolder();
    const keychain = heldKeychain();
    const { account, destination } = await withSandbox(await open(folder, keychain), keychain);
    await opened?.close();
    const squatter = createServer().listen(Number(new URL(account.endpoint).port), '127.0.0.1');
    await once(squatter, 'listening');
    const queue = await open(folder, keychain);
    const spool = await queue.spool(new TextEncoder().encode('hello'));
    await queue.engine.addBlob({ ...common(destination), blobName: 'hello.txt', spool });
    await queue.engine.settled();
    squatter.close();
    expect((await queue.engine.queries.counters()).states.done.files).toBe(1);
    expect((await queue.engine.accounts())[0]?.endpoint).not.toBe(account.endpoint);
  });

  it('is one however often it is asked for', async () => {
    const queue = await open();
    const [one, other] = await Promise.all([queue.openSandbox(), queue.openSandbox()]);
    expect(other).toEqual(one);
  });
});

describe('a look at what is in the way', () => {
  it('compares sizes, times and sums, and leaves out what it cannot know', async () => {
    const folder = newFolder();
    const keychain = heldKeychain();
    const queue = await open(folder, keychain);
    const { destination } = await withSandbox(queue, keychain);
    const roots = ['same.txt', 'other.txt', 'gone.txt'].map((name) => join(folder, name));
    for (const path of roots) await writeFile(path, 'first words');
    const add = () => queue.engine.add({ ...common(destination), roots, scanOptions: {} });
    const first = await add();
    await engineReaches(
      queue.engine,
      async () => (await queue.engine.queries.counters(first.id)).states.done.files === 3,
    );
    await writeFile(join(folder, 'other.txt'), 'other words');
    const second = await add();
    await queue.engine.settled();
    await rm(join(folder, 'gone.txt'));
    const { rows } = await queue.engine.queries.page(
      { batchId: second.id },
      { by: 'name', descending: false },
      { offset: 0, limit: 10 },
    );
    const compared = Object.fromEntries(
      await Promise.all(rows.map(async (row) => [row.relativePath, await queue.compare(row)])),
    ) as Record<string, Awaited<ReturnType<OpenedQueue['compare']>>>;
    expect(compared['same.txt']).toMatchObject({ identical: true, remoteSize: 11 });
    expect(compared['other.txt']).toMatchObject({ identical: false, remoteSize: 11 });
    expect(compared['gone.txt']).toMatchObject({ localModified: 0, remoteSize: 11 });
    expect(compared['gone.txt']).not.toHaveProperty('identical');
  });
});

describe('row 73: commands to the window', () => {
  it('reach its engine, also when it was started again', async () => {
    const folder = newFolder();
    const keychain = heldKeychain();
    const queue = await open(folder, keychain);
    const { destination } = await withSandbox(queue, keychain);
    const client = await connectControl(join(folder, 'queue', 'queue.db'), true);
    if (client === undefined) throw new Error('The window does not listen.');
    onTestFinished(() => {
      client.close();
    });
    const { engine, queue: rows } = client.calls;
    const upload = async (name: string): Promise<Counters> => {
      const path = join(folder, name);
      await writeFile(path, name);
      const { id } = await engine.add({ ...common(destination), roots: [path], scanOptions: {} });
      expect(await engine.settled(undefined)).toEqual({ waitingFor: [] });
      return (await rows.standing({ batchIds: [id] })).counters;
    };
    expect((await upload('one.txt')).states.done.files).toBe(1);
    await queue.startAgain();
    expect((await upload('two.txt')).states.done.files).toBe(1);
    expect((await rows.counters({})).states.done.files).toBe(2);
    expect((await queue.engine.queries.counters()).states.done.files).toBe(2);
  });
});

describe('the object of a transfer', () => {
  it('is shown with the modification time that HEAD gives', async () => {
    const keychain = heldKeychain();
    const queue = await open(newFolder(), keychain);
    const { account, bucket } = await withSandbox(queue, keychain);
    const file = join(root, 'dated.txt');
    await writeFile(file, 'hello');
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const destination = { accountId: account.id, bucket, prefix: '' };
    const kept = { ...common(destination), options: { keepTimes: true } };
    const { id } = await queue.engine.add({ ...kept, roots: [file], scanOptions: {} });
    expect(await queue.engine.settled()).toEqual({ waitingFor: [] });
    const sort = { by: 'position', descending: false } as const;
    const { rows } = await queue.engine.queries.page({ batchId: id }, sort, {
      offset: 0,
      limit: 1,
    });
    const [row] = rows;
    if (row === undefined) throw new Error('The batch has no row.');
    expect(await queue.headObject(row)).toMatchObject({ size: 5, modified: 1_700_000_000_000 });
    expect(await queue.headObject({ ...row, key: 'not there' })).toBeUndefined();
  });
});

describe('an account that is only tried', () => {
  it('is reached, or the check gives the reason', async () => {
    const keychain = heldKeychain();
    const queue = await open(newFolder(), keychain);
    const { account, bucket } = await withSandbox(queue, keychain);
    const trial = { ...account, id: 'trial' };
    const outcomes = async (name: string) => {
      const found = new Map<string, string>();
      await queue.diagnose(trial, { bucket: name, prefix: 'in/' }, false, (one) => {
        found.set(one.check, one.outcome === 'found' ? 'found' : one.error.code);
      });
      return found;
    };
    keychain.lend(trial.id, { accessKeyId: 'nobody', accessKeySecret: 'knows' });
    expect((await outcomes(bucket)).get('signature')).toBe('credentials-rejected');
    keychain.lend(trial.id, await keychain.current(account.id));
    expect((await outcomes(bucket)).get('rights')).toBe('found');
    expect((await outcomes('no-such-bucket')).get('rights')).toBe('bucket-missing');
  });

  it('leaves nothing behind, and a removed one is gone', async () => {
    const keychain = heldKeychain();
    const queue = await open(newFolder(), keychain);
    const { account } = await withSandbox(queue, keychain);
    expect(await queue.engine.accounts()).toEqual([account]);
    await queue.removeAccount(account.id);
    expect(await queue.engine.accounts()).toEqual([]);
  });
});

describe('a proxy that is tried', () => {
  it('says that it wants a password, and is content with the right one', async () => {
    const queue = await open();
    const { account } = await queue.openSandbox();
    const proxy = await startPasswordProxy(Number(new URL(account.endpoint).port));
    // A name that exists nowhere: a request that reaches it went through the proxy.
    await queue.engine.saveAccount({ ...someAccount, endpoint: 'http://oss.example.invalid' });
    const setting = { mode: 'manual', url: proxy.origin } as const;
    expect((await rejectionOf(queue.tryProxy(setting, undefined))).code).toBe(
      'proxy-authentication',
    );
    await queue.engine.changeSettings({ proxy: setting });
    await queue.saveProxyPassword('user', 'wrong');
    expect((await rejectionOf(queue.tryProxy(setting, undefined))).code).toBe(
      'proxy-authentication',
    );
    await queue.tryProxy(setting, 'pass word');
    await queue.saveProxyPassword('user', 'pass word');
    await queue.tryProxy(setting, undefined);
    expect(proxy.passed()).toBe(2);
    await proxy.close();
  });

  it('does not get the password of another one', async () => {
    const queue = await open();
    const other = await startListeningServer(407, '');
    expect((await rejectionOf(queue.saveProxyPassword('user', 'pass word'))).code).toBe(
      'options-invalid',
    );
    await queue.engine.changeSettings({ proxy: { mode: 'manual', url: 'http://127.0.0.1:1' } });
    await queue.saveProxyPassword('user', 'pass word');
    await queue.engine.saveAccount({ ...someAccount, endpoint: 'http://oss.example.invalid' });
    const setting = { mode: 'manual', url: other.origin } as const;
    await rejectionOf(queue.tryProxy(setting, undefined));
    expect(other.heard.length).toBeGreaterThan(0);
    expect(JSON.stringify(other.heard).toLowerCase()).not.toContain('proxy-authorization');
  });
});
