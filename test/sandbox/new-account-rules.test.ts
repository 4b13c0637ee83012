import { describe, expect, it } from 'vitest';
import { connect, type AliOss } from './helpers/ali-oss.ts';
import { connectAt, connectByDomain } from './helpers/domain-client.ts';
import { send, sendSigned } from './helpers/raw-request.ts';
import { startForTest } from './helpers/temporary-sandbox.ts';

const domain = 'files.localhost';
const bytes = Buffer.from('x');

describe('a bucket that refuses the default public endpoint', () => {
  const start = async () => {
    const sandbox = await startForTest();
    sandbox.updateBucket(sandbox.bucket, {
      refusesPublicEndpoint: true,
      domains: [{ domain }, { domain: 'second.localhost' }],
    });
    return sandbox;
  };
  const dataCalls: [string, (client: AliOss) => Promise<unknown>][] = [
    ['PutObject', (client) => client.put('x', bytes)],
    ['ListObjects', (client) => client.list({ 'max-keys': 1 })],
    ['InitiateMultipartUpload', (client) => client.initMultipartUpload('x')],
    ['ListMultipartUploads', (client) => client.listUploads({ 'max-uploads': 1 })],
  ];

  it.each(dataCalls)('refuses %s there', async (_, call) => {
    const sandbox = await start();
    await expect(call(connect(sandbox))).rejects.toMatchObject({
      code: 'PublicEndpointForbidden',
      status: 400,
      ecCode: '0048-00000401',
    });
  });

  it('answers control operations there', async () => {
    const sandbox = await start();
    const client = connect(sandbox);
    expect((await client.listBuckets()).buckets?.map(({ name }) => name)).toEqual([sandbox.bucket]);
    expect((await client.getBucketInfo(sandbox.bucket)).bucket['Name']).toBe(sandbox.bucket);
    expect((await client.getBucketLocation(sandbox.bucket)).location).toBe('oss-cn-hangzhou');
  });

  it('takes data through a bound domain, an internal and an accelerated name', async () => {
    const sandbox = await start();
    const clients = [
      connectByDomain(sandbox, domain),
      connectByDomain(sandbox, domain, { authorizationV4: false }),
      connectAt(sandbox, 'oss-cn-hangzhou-internal.localhost'),
      connectAt(sandbox, 'oss-accelerate.localhost'),
    ];
    for (const client of clients) {
      expect((await client.put('dir/ä +.txt', bytes)).res.status).toBe(200);
      expect((await client.get('dir/ä +.txt')).content.toString()).toBe('x');
    }
  });

  it('lists the bound domains with their certificates', async () => {
    const sandbox = await start();
    const validFrom = Date.parse('2026-01-01T00:00:00Z');
    const validUntil = Date.parse('2027-01-01T00:00:00Z');
    sandbox.updateBucket(sandbox.bucket, {
      domains: [{ domain }, { domain: 'safe.localhost', certificate: { validFrom, validUntil } }],
    });
    const { status, text } = await sendSigned(sandbox, { path: '/?cname' });
    expect(status).toBe(200);
    expect(text).toContain(`<Bucket>${sandbox.bucket}</Bucket>`);
    expect(text.match(/<Cname>[\s\S]*?<\/Cname>/g)).toHaveLength(2);
    expect(text).toContain(`<Domain>${domain}</Domain>`);
    expect(text.match(/<Certificate>/g)).toHaveLength(1);
    expect(text).toContain('<ValidEndDate>2027-01-01T00:00:00.000Z</ValidEndDate>');
  });
});

describe('Block Public Access', () => {
  it('is shown, refuses public ACLs and ignores those that exist', async () => {
    const sandbox = await startForTest();
    const client = connect(sandbox);
    await client.put('open', bytes, { headers: { 'x-oss-object-acl': 'public-read' } });
    await client.putBucketACL(sandbox.bucket, 'public-read');
    const path = `/${sandbox.bucket}/open`;
    expect((await send(sandbox, { path })).status).toBe(200);
    const isOn = async () =>
      (await sendSigned(sandbox, { path: '/?publicAccessBlock' })).text.includes('>true<');
    expect(await isOn()).toBe(false);
    sandbox.updateBucket(sandbox.bucket, { blockPublicAccess: true });
    expect(await isOn()).toBe(true);
    expect((await client.getBucketInfo(sandbox.bucket)).bucket['BlockPublicAccess']).toBe('true');
    expect((await send(sandbox, { path })).status).toBe(403);
    const refusal = {
      code: 'AccessDenied',
      status: 403,
      ecCode: '0016-00000901',
      message: 'Put public object acl is not allowed',
    };
    await expect(client.putACL('open', 'public-read')).rejects.toMatchObject(refusal);
    await expect(
      client.put('new', bytes, { headers: { 'x-oss-object-acl': 'public-read' } }),
    ).rejects.toMatchObject(refusal);
    await expect(client.putBucketACL(sandbox.bucket, 'public-read')).rejects.toMatchObject({
      message: 'Put public bucket acl is not allowed',
    });
  });
});

describe('a bucket that protects its objects', () => {
  it('forbids overwriting by prefix and suffix, also when a multipart upload completes', async () => {
    const sandbox = await startForTest();
    const client = connect(sandbox);
    await client.put('kept/a', bytes);
    const { uploadId } = await client.initMultipartUpload('kept/b');
    const part = await client.uploadPart('kept/b', uploadId, 1, Buffer.from('b'), 0, 1);
    await client.put('kept/b', bytes);
    sandbox.updateBucket(sandbox.bucket, { forbidsOverwriting: 'kept/' });
    const refusal = { code: 'FileAlreadyExists', status: 409 };
    await expect(client.put('kept/a', bytes)).rejects.toMatchObject(refusal);
    await expect(
      client.completeMultipartUpload('kept/b', uploadId, [{ number: 1, etag: part.etag }]),
    ).rejects.toMatchObject(refusal);
    expect((await client.put('kept/new', bytes)).res.status).toBe(200);
    expect((await sendSigned(sandbox, { path: '/?overwriteConfig' })).text).toContain(
      '<Prefix>kept/</Prefix>',
    );
  });

  it('keeps retained objects from change until their time is over', async () => {
    const sandbox = await startForTest();
    const client = connect(sandbox);
    await client.put('held/a', bytes);
    sandbox.updateBucket(sandbox.bucket, { retention: { prefix: 'held/', days: 1 } });
    const refusal = { code: 'FileImmutable', status: 409 };
    await expect(client.put('held/a', bytes)).rejects.toMatchObject(refusal);
    await expect(client.delete('held/a')).rejects.toMatchObject(refusal);
    const { text } = await sendSigned(sandbox, { path: '/?worm' });
    expect(text).toContain('<RetentionPeriodInDays>1</RetentionPeriodInDays>');
    sandbox.updateBucket(sandbox.bucket, { retention: { prefix: 'held/', days: 0 } });
    expect((await client.delete('held/a')).res.status).toBe(204);
  });
});

describe('an account', () => {
  it('that refuses V1 takes V4 only', async () => {
    const sandbox = await startForTest();
    sandbox.updateAccount(sandbox.accessKeyId, { refusesV1: true });
    await expect(
      connect(sandbox, { authorizationV4: false }).put('x', bytes),
    ).rejects.toMatchObject({ status: 403, ecCode: '0002-00000080' });
    expect((await connect(sandbox).put('x', bytes)).res.status).toBe(200);
  });

  it('that is suspended is refused everything', async () => {
    const sandbox = await startForTest();
    sandbox.updateAccount(sandbox.accessKeyId, { isSuspended: true });
    const client = connect(sandbox);
    const refusal = { code: 'UserDisable', status: 403, ecCode: '0003-00000801' };
    await expect(client.put('x', bytes)).rejects.toMatchObject(refusal);
    await expect(client.listBuckets()).rejects.toMatchObject(refusal);
  });
});

describe('a bucket of another region', () => {
  it('names its endpoint, and answers there', async () => {
    const sandbox = await startForTest();
    sandbox.updateBucket(sandbox.bucket, { region: 'cn-shanghai' });
    await expect(connect(sandbox).put('x', bytes)).rejects.toMatchObject({
      code: 'AccessDenied',
      status: 403,
      ecCode: '0003-00001403',
    });
    const { text, headers } = await sendSigned(sandbox, { path: '/?list-type=2' });
    expect(text).toContain('<Endpoint>oss-cn-shanghai.aliyuncs.com</Endpoint>');
    expect(headers['x-oss-bucket-region']).toBe('oss-cn-shanghai');
    const client = connect(sandbox, { region: 'oss-cn-shanghai' });
    expect((await client.put('x', bytes)).res.status).toBe(200);
    expect((await client.listBuckets()).buckets?.[0]?.region).toBe('oss-cn-shanghai');
  });
});

describe('a link through the default endpoint', () => {
  it('downloads a page and refuses an app, but not through a bound domain', async () => {
    const sandbox = await startForTest();
    sandbox.updateBucket(sandbox.bucket, { restrictsLinks: true, domains: [{ domain }] });
    const client = connect(sandbox);
    for (const key of ['page.html', 'app.apk']) await client.put(key, bytes);
    const read = (key: string, host?: string) => {
      const path = pathOf(host === undefined ? sandbox.bucket : '', `http://h/${key}`);
      return send(sandbox, { path, headers: host === undefined ? {} : { Host: host } });
    };
    await client.putBucketACL(sandbox.bucket, 'public-read');
    expect((await read('page.html')).headers).toMatchObject({
      'x-oss-force-download': 'true',
      'content-disposition': 'attachment',
    });
    const refused = await read('app.apk');
    expect([refused.status, refused.text]).toEqual([
      400,
      expect.stringContaining('<Code>ApkDownloadForbidden</Code>'),
    ]);
    expect((await read('app.apk', domain)).status).toBe(200);
    expect((await read('page.html', domain)).headers['content-disposition']).toBeUndefined();
    expect((await client.get('app.apk')).res.status).toBe(200);
  });
});

/** Path and query of a link, with the bucket in front where the host does not name it. */
function pathOf(bucket: string, url: string): string {
  const { pathname, search } = new URL(url);
  return `${bucket === '' ? '' : `/${bucket}`}${pathname}${search}`;
}
