import { describe, expect, it } from 'vitest';
import { createAccountBrowser } from '../../../../main/oss/requests/account-browser.ts';
import type { Account } from '../../../../shared/transfer.ts';
import { fixedCredentials, someAccount, someContext } from '../../../helpers/oss-account.ts';
import { bytes, ossResponse, ossError } from '../../../helpers/oss-responses.ts';
import { createScriptedTransport } from '../../../helpers/doubles/scripted-transport.ts';
import { rejectionOf } from '../scripted-store.ts';

function scriptedBrowser(account: Account = someAccount) {
  const transport = createScriptedTransport();
  const credentials = fixedCredentials();
  return {
    browser: createAccountBrowser({ accounts: () => account, credentials, transport }),
    transport,
  };
}

const owner = '<Owner><ID>1</ID><DisplayName>1</DisplayName></Owner>';

function bucketsPage(buckets: string, more = '<IsTruncated>false</IsTruncated>') {
  return ossResponse({
    body: bytes(
      `<ListAllMyBucketsResult>${owner}${more}<Buckets>${buckets}</Buckets></ListAllMyBucketsResult>`,
    ),
  });
}

function bucket(name: string, location = 'oss-cn-hangzhou'): string {
  return `<Bucket><Location>${location}</Location><Name>${name}</Name></Bucket>`;
}

function namesPage(names: string, more = '<IsTruncated>false</IsTruncated>') {
  return ossResponse({
    body: bytes(
      `<ListBucketResult><EncodingType>url</EncodingType>${more}${names}</ListBucketResult>`,
    ),
  });
}

const prefix = (name: string) => `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`;

describe('buckets', () => {
  it.each([
    ['none', '', []],
    ['one', bucket('one-bucket'), [{ name: 'one-bucket', region: 'cn-hangzhou' }]],
    [
      'several',
      bucket('a-bucket') + bucket('b-bucket', 'oss-us-west-1'),
      [
        { name: 'a-bucket', region: 'cn-hangzhou' },
        { name: 'b-bucket', region: 'us-west-1' },
      ],
    ],
  ])('reads %s', async (_what, body, buckets) => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.buckets(someAccount.id, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(bucketsPage(body));
    expect(await listed).toEqual({ permitted: true, buckets });
    expect(request.url).toBe('https://oss-cn-hangzhou.aliyuncs.com/?max-keys=1000');
  });

  it('follows the pages, five at most', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.buckets(someAccount.id, someContext());
    for (const name of ['aaa', 'bbb', 'ccc', 'ddd', 'eee']) {
      const { respondWith } = await transport.nextRequest();
      const more = `<IsTruncated>true</IsTruncated><NextMarker>${name}</NextMarker>`;
      respondWith(bucketsPage(bucket(name), more));
    }
    expect((await listed).buckets.map(({ name }) => name)).toEqual([
      'aaa',
      'bbb',
      'ccc',
      'ddd',
      'eee',
    ]);
    expect(transport.sent()).toBe(5);
  });

  it('takes a refusal for a response', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.buckets(someAccount.id, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'AccessDenied'));
    expect(await listed).toEqual({ permitted: false, buckets: [] });
  });

  it('asks nothing of a domain that leads to one bucket', async () => {
    const account: Account = { ...someAccount, addressing: 'custom-domain' };
    const { browser, transport } = scriptedBrowser(account);
    expect(await browser.buckets(account.id, someContext())).toEqual({
      permitted: false,
      buckets: [],
    });
    expect(transport.sent()).toBe(0);
  });

  it('rejects with what else OSS says', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.buckets(someAccount.id, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'InvalidAccessKeyId'));
    expect((await rejectionOf(listed)).code).toBe('credentials-rejected');
  });
});

describe('prefixes', () => {
  const target = { accountId: someAccount.id, bucket: 'my-bucket', prefix: 'a b/' };

  it('asks for one level and decodes the names', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.prefixes(target, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(namesPage(prefix('a+b/%E5%B1%82/') + prefix('a%20b/c%2Bd/')));
    expect(await listed).toEqual({
      permitted: true,
      prefixes: ['a b/层/', 'a b/c+d/'],
      truncated: false,
    });
    expect(Object.fromEntries(new URL(request.url).searchParams)).toEqual({
      'list-type': '2',
      delimiter: '/',
      'encoding-type': 'url',
      'max-keys': '200',
      prefix: 'a b/',
    });
  });

  it('says that there are more after ten pages', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.prefixes({ ...target, prefix: '' }, someContext());
    for (let page = 1; page <= 10; page += 1) {
      const { request, respondWith } = await transport.nextRequest();
      const token = new URL(request.url).searchParams.get('continuation-token');
      expect(token).toBe(page === 1 ? null : `T${page - 1}`);
      const next = `<NextContinuationToken>T${page}</NextContinuationToken>`;
      respondWith(namesPage(prefix(`p${page}/`), `<IsTruncated>true</IsTruncated>${next}`));
    }
    expect(await listed).toMatchObject({ truncated: true, permitted: true });
    expect((await listed).prefixes).toHaveLength(10);
  });

  it('takes a refusal for a response', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.prefixes(target, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'AccessDenied'));
    expect(await listed).toEqual({ permitted: false, prefixes: [], truncated: false });
  });

  it('does not believe a list that goes in circles', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.prefixes(target, someContext());
    (await transport.nextRequest()).respondWith(namesPage('', '<IsTruncated>true</IsTruncated>'));
    expect((await rejectionOf(listed)).code).toBe('unexpected-answer');
  });
});

const entry = (key: string, more = '') =>
  `<Contents><Key>${key}</Key><LastModified>2026-11-20T09:30:00.000Z</LastModified><Size>12</Size>${more}</Contents>`;

describe('a page of objects', () => {
  const target = { accountId: someAccount.id, bucket: 'my-bucket', prefix: 'in/' };

  it('names size, time and storage class, and how the list goes on', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.page(target, 'T1', someContext());
    const { request, respondWith } = await transport.nextRequest();
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>T2</NextContinuationToken>';
    respondWith(
      namesPage(
        prefix('in/a/') +
          entry('in/%E5%B1%B1.jpg', '<StorageClass>IA</StorageClass>') +
          entry('in/b'),
        more,
      ),
    );
    const modified = Date.parse('2026-11-20T09:30:00Z');
    expect(await listed).toEqual({
      permitted: true,
      prefixes: ['in/a/'],
      objects: [
        { key: 'in/山.jpg', size: 12, modified, storageClass: 'IA' },
        { key: 'in/b', size: 12, modified, storageClass: 'Standard' },
      ],
      next: 'T2',
    });
    expect(new URL(request.url).searchParams.get('continuation-token')).toBe('T1');
  });

  it('is a refusal for keys that may only upload', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.page(target, undefined, someContext());
    (await transport.nextRequest()).respondWith(ossError(403, 'AccessDenied'));
    expect(await listed).toEqual({ permitted: false, prefixes: [], objects: [] });
  });

  it('is not believed without sizes or times', async () => {
    const { browser, transport } = scriptedBrowser();
    const listed = browser.page(target, undefined, someContext());
    const strange = '<Contents><Key>in/a</Key><Size>many</Size></Contents>';
    (await transport.nextRequest()).respondWith(namesPage(strange));
    expect((await rejectionOf(listed)).code).toBe('unexpected-answer');
  });
});

describe('a thumbnail', () => {
  const target = { accountId: someAccount.id, bucket: 'my-bucket', key: 'in/a.jpg' };
  const read = async (type: string, body: Uint8Array) => {
    const { browser, transport } = scriptedBrowser();
    const thumbnail = browser.thumbnail(target, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body, headers: { 'content-type': type } }));
    return { request, thumbnail };
  };

  it('is made small by OSS, in a signed request', async () => {
    const body = new Uint8Array([1, 2, 3]);
    const { request, thumbnail } = await read('image/jpeg', body);
    expect(await thumbnail).toMatchObject({ type: 'image/jpeg', bytes: body });
    const { pathname, searchParams } = new URL(request.url);
    expect(pathname).toBe('/in/a.jpg');
    expect(searchParams.get('x-oss-process')).toMatch(/^image\/resize,/);
    expect(request.headers['authorization']).toMatch(/^OSS4-HMAC-SHA256 /);
  });

  it('is left out when a server sends the whole picture', async () => {
    const { thumbnail } = await read('image/png', new Uint8Array(600_000));
    expect(await thumbnail).toBeUndefined();
  });

  it.each(['image/svg+xml', 'text/html', ''])('is not believed as %s', async (type) => {
    const { thumbnail } = await read(type, new Uint8Array([1]));
    expect((await rejectionOf(thumbnail)).code).toBe('unexpected-answer');
  });
});
