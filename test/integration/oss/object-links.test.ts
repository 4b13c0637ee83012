import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLinkMaker, type LinkMaker } from '../../../main/oss/link-maker.ts';
import { createTransport } from '../../../main/transfer/workers/worker-pool.ts';
import type { Transport } from '../../../main/transfer/transport.ts';
import type { CredentialSet } from '../../../main/engine/ports/credentials.ts';
import type { LinkedObject, LinkWish } from '../../../shared/account/object-links.ts';
import type { Account } from '../../../shared/transfer.ts';
import { startPasswordProxy } from '../../fault-proxy/password-proxy.ts';
import { fixedCredentials, noOptions, someContext } from '../../helpers/oss-account.ts';
import { startSandboxStore, type SandboxStore } from './sandbox-store.ts';

let place: SandboxStore;
let transport: Transport;

beforeEach(async () => {
  place = await startSandboxStore();
  transport = createTransport();
});
afterEach(async () => {
  await transport.close();
  await place.close();
});

const day = 24 * 60 * 60;
const key = "in/ä b+c (1)'s.txt";
const wish: LinkWish = { access: 'automatic', lifetime: day };

function makerWith(
  keys: Partial<CredentialSet> = {},
  now = () => Date.now(),
  change: Partial<Account> = {},
): LinkMaker {
  const { accessKeyId, accessKeySecret } = place.sandbox;
  const credentials = fixedCredentials({ accessKeyId, accessKeySecret, ...keys });
  return createLinkMaker({ accounts: () => place.account(change), credentials, transport, now });
}

async function upload(name = key, acl?: LinkedObject['acl']): Promise<LinkedObject> {
  const options = { ...noOptions, ...(acl !== undefined && { acl }) };
  const target = place.target(name);
  await place.store.put(target, await place.fileOf(Buffer.from('hello')), options, someContext());
  return { ...target, acl: acl ?? 'default' };
}

interface Opened {
  readonly status: number;
  readonly body: string;
  /** `attachment` makes a browser save the object instead of showing it. */
  readonly disposition?: string;
}

/** As a browser opens the link: without keys. Every name leads to the sandbox. */
async function open(url: string): Promise<Opened> {
  const { host, pathname, search } = new URL(url);
  const { port } = place.sandbox;
  const here = { host: '127.0.0.1', port, path: `${pathname}${search}`, headers: { host } };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(here, resolve).once('error', reject).end();
  });
  const { statusCode: status = 0, headers } = response;
  const disposition = headers['content-disposition'];
  return { status, body: await text(response), ...(disposition !== undefined && { disposition }) };
}

const isSigned = (url: string): boolean => url.includes('x-oss-signature=');

describe('the links of objects', () => {
  it('are signed by V4 for the chosen time when the object is private', async () => {
    const object = await upload();
    const begun = Date.now();
    const [link] = await makerWith().make([object], { ...wish, lifetime: 3600 }, someContext());
    expect(link?.url).toContain('x-oss-signature-version=OSS4-HMAC-SHA256');
    expect(link?.url).toContain('x-oss-expires=3600');
    expect(link?.expiresAt).toBeGreaterThanOrEqual(begun + 3_600_000);
    expect(link?.problem).toBeUndefined();
    expect(await open(link?.url ?? '')).toEqual({ status: 200, body: 'hello' });
    expect((await open(link?.url.split('?')[0] ?? '')).status).toBe(403);
  });

  it('go through the bound domain, also where the endpoint refuses all data', async () => {
    const object = await upload();
    const { sandbox } = place;
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: true,
      domains: [{ domain: 'files.localhost' }],
    });
    const [link] = await makerWith().make([object], wish, someContext());
    expect(new URL(link?.url ?? '').host).toBe(`files.localhost:${sandbox.port}`);
    expect(link?.problem).toBeUndefined();
    expect(await open(link?.url ?? '')).toEqual({ status: 200, body: 'hello' });
  });

  it('have no signature when the bucket is public, and the objects that are not are signed', async () => {
    const [open1, secret, unknown] = [
      await upload('a.txt'),
      await upload('b.txt', 'private'),
      await upload('c.txt', 'public-read'),
    ];
    place.sandbox.updateBucket(place.sandbox.bucket, { acl: 'public-read' });
    const { acl: _unknown, ...asked } = unknown;
    const links = await makerWith().make([open1, secret, asked], wish, someContext());
    expect(links.map(({ url }) => isSigned(url))).toEqual([false, true, false]);
    for (const { url } of links) expect((await open(url)).body).toBe('hello');
    const forced = await makerWith().make([open1], { ...wish, access: 'signed' }, someContext());
    expect(forced.map(({ url }) => isSigned(url))).toEqual([true]);
  });

  it('are signed although the ACL is public while Block Public Access is on', async () => {
    const object = await upload('a.txt', 'public-read');
    place.sandbox.updateBucket(place.sandbox.bucket, { blockPublicAccess: true });
    const [link] = await makerWith().make([object], wish, someContext());
    expect(isSigned(link?.url ?? '')).toBe(true);
    expect((await open(link?.url ?? '')).status).toBe(200);
  });

  it('ask OSS about a bucket once, for any number of objects and calls', async () => {
    const object = await upload();
    const maker = makerWith();
    const asked = () =>
      place.sandbox.journal.entries
        .filter(({ operation }) => operation === 'GetBucketInfo' || operation === 'ListCname')
        .map(({ operation }) => operation)
        .toSorted();
    await maker.make(
      Array.from({ length: 700 }, () => object),
      wish,
      someContext(),
    );
    await maker.make([object], wish, someContext());
    expect(asked()).toEqual(['GetBucketInfo', 'ListCname']);
  });

  it('end with the token of temporary keys, and say so', async () => {
    const object = await upload();
    const keys = { accessKeyId: 'STS.a', accessKeySecret: 's', securityToken: 'the token' };
    place.sandbox.addAccount(keys);
    const expiresAt = Date.now() + 600_000;
    const [link] = await makerWith({ ...keys, expiresAt }).make([object], wish, someContext());
    expect(link?.notes).toContain('ends-with-token');
    expect(link?.expiresAt).toBeLessThanOrEqual(expiresAt);
    expect((await open(link?.url ?? '')).body).toBe('hello');
    // OSS grants a token for twelve hours at most.
    const [longest] = await makerWith(keys).make([object], wish, someContext());
    expect(longest?.url).toContain(`x-oss-expires=${12 * 60 * 60}&`);
    expect(longest?.notes).toContain('ends-with-token');
  });

  it('never live longer than seven days', async () => {
    const object = await upload();
    const long = { ...wish, lifetime: 30 * day };
    const [link] = await makerWith().make([object], long, someContext());
    expect(link?.url).toContain(`x-oss-expires=${7 * day}&`);
    expect((await open(link?.url ?? '')).status).toBe(200);
  });

  it('are made by keys that may not look at the bucket, and say what they cannot open', async () => {
    const object = await upload();
    const keys = { accessKeyId: 'put-only', accessKeySecret: 's' };
    place.sandbox.addAccount({ ...keys, policy: { actions: ['oss:PutObject'] } });
    const [link] = await makerWith(keys).make([object], wish, someContext());
    expect(isSigned(link?.url ?? '')).toBe(true);
    expect(link?.problem).toBe('access-denied');
    place.sandbox.updateBucket(place.sandbox.bucket, { refusesPublicEndpoint: true });
    const [refused] = await makerWith().make([object], wish, someContext());
    expect(refused?.problem).toBe('public-endpoint-refused');
  });

  it('say what browsers do with them on a domain of OSS, and that OSS refuses apps there', async () => {
    const [page, app] = [await upload('in/page.html'), await upload('in/app.apk')];
    const { sandbox } = place;
    sandbox.updateBucket(sandbox.bucket, { restrictsLinks: true });
    const proxy = await startPasswordProxy(sandbox.port);
    onTestFinished(() => proxy.close());
    transport.setProxy({ mode: 'fixed', url: proxy.url, bypass: [] });
    const endpoint = `http://oss-${sandbox.region}.aliyuncs.com`;
    const links = () =>
      makerWith({}, undefined, { endpoint }).make([page, app], wish, someContext());

    const [shown, refused] = await links();
    const host = `${sandbox.bucket}.oss-${sandbox.region}.aliyuncs.com`;
    expect([shown, refused].map((link) => new URL(link?.url ?? '').host)).toEqual([host, host]);
    expect([shown?.notes, refused?.notes]).toEqual([
      ['downloads', 'unencrypted'],
      ['app-refused', 'unencrypted'],
    ]);
    expect((await open(shown?.url ?? '')).disposition).toBe('attachment');
    const answer = await open(refused?.url ?? '');
    expect(answer.status).toBe(400);
    expect(answer.body).toContain('<Code>ApkDownloadForbidden</Code>');

    sandbox.updateBucket(sandbox.bucket, { domains: [{ domain: 'files.localhost' }] });
    const [bound, boundApp] = await links();
    expect([bound?.notes, boundApp?.notes]).toEqual([[], []]);
    const opened = await open(bound?.url ?? '');
    expect([opened.status, opened.disposition]).toEqual([200, undefined]);
    expect(await open(boundApp?.url ?? '')).toMatchObject({ status: 200, body: 'hello' });
  });

  it('are dated by the clock of OSS, when the clock of this computer is wrong', async () => {
    await place.close();
    const serverTime = () => Date.now() + 3 * 60 * 60 * 1000;
    place = await startSandboxStore({ now: serverTime });
    const object = await upload();
    const [link] = await makerWith().make([object], { ...wish, lifetime: 3600 }, someContext());
    expect(link?.problem).toBeUndefined();
    expect((await open(link?.url ?? '')).body).toBe('hello');
  });
});
