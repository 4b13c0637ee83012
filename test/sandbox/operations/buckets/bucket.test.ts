import { describe, expect, it } from 'vitest';
import { connect } from '../../helpers/ali-oss.ts';
import { send, sendSigned } from '../../helpers/raw-request.ts';
import { startForTest, useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();

describe('buckets', () => {
  it('are made, described, listed and removed', async () => {
    const client = connect(sandbox());
    const { bucket, res } = await client.putBucket('made-here', {
      storageClass: 'IA',
      acl: 'public-read',
    });
    expect([bucket, res.status]).toEqual(['made-here', 200]);
    expect((await client.getBucketInfo('made-here')).bucket).toMatchObject({
      Name: 'made-here',
      Location: 'oss-cn-hangzhou',
      ExtranetEndpoint: 'oss-cn-hangzhou.aliyuncs.com',
      IntranetEndpoint: 'oss-cn-hangzhou-internal.aliyuncs.com',
      StorageClass: 'IA',
      DataRedundancyType: 'LRS',
      AccessControlList: { Grant: 'public-read' },
    });
    expect((await client.getBucketLocation('made-here')).location).toBe('oss-cn-hangzhou');
    expect((await client.getBucketACL('made-here')).acl).toBe('public-read');
    await client.putBucketACL('made-here', 'private');
    expect((await client.getBucketACL('made-here')).acl).toBe('private');
    expect((await client.deleteBucket('made-here')).res.status).toBe(204);
    for (const call of [
      client.getBucketInfo('made-here'),
      client.getBucketLocation('made-here'),
      client.deleteBucket('made-here'),
    ]) {
      await expect(call).rejects.toMatchObject({
        code: 'NoSuchBucket',
        status: 404,
        message: 'The specified bucket does not exist.',
      });
    }
  });

  it('are listed in pages, by prefix and by tag', async () => {
    const client = connect(sandbox());
    for (const name of ['page-a', 'page-b', 'page-c']) await client.putBucket(name);
    await client.putBucketTags('page-b', { team: 'blue' });
    const first = await client.listBuckets({ prefix: 'page-', 'max-keys': 2 });
    expect(first.buckets?.map(({ name }) => name)).toEqual(['page-a', 'page-b']);
    expect(first).toMatchObject({ isTruncated: true, nextMarker: 'page-b' });
    const next = await client.listBuckets({ prefix: 'page-', marker: 'page-b' });
    expect(next.buckets?.map(({ name }) => name)).toEqual(['page-c']);
    const tagged = await client.listBuckets({ subres: { tagging: '"team":"blue"' } });
    expect(tagged.buckets).toMatchObject([{ name: 'page-b', tag: { team: 'blue' } }]);
    expect((await client.getBucketTags('page-b')).tag).toEqual({ team: 'blue' });
    await client.deleteBucketTags('page-b');
    expect((await client.getBucketTags('page-b')).tag).toEqual({});
  });

  it('keep their objects and uploads from being lost', async () => {
    const client = connect(sandbox());
    await client.putBucket('full-bucket');
    const inside = connect(sandbox(), { bucket: 'full-bucket' });
    await inside.put('x', Buffer.from('x'));
    await expect(client.deleteBucket('full-bucket')).rejects.toMatchObject({
      code: 'BucketNotEmpty',
      status: 409,
    });
    await inside.delete('x');
    const { uploadId } = await inside.initMultipartUpload('y');
    await expect(client.deleteBucket('full-bucket')).rejects.toMatchObject({
      code: 'BucketNotEmpty',
    });
    await inside.abortMultipartUpload('y', uploadId);
    await client.deleteBucket('full-bucket');
  });

  it('belong to one owner', async () => {
    const own = await startForTest();
    own.addAccount({ accessKeyId: 'other', accessKeySecret: 'secret', ownerId: '2' });
    const other = connect(own, { accessKeyId: 'other', accessKeySecret: 'secret' });
    await expect(other.putBucket(own.bucket)).rejects.toMatchObject({
      code: 'BucketAlreadyExists',
      status: 409,
    });
    expect((await other.listBuckets()).buckets ?? []).toEqual([]);
    await expect(other.list({})).rejects.toMatchObject({ code: 'AccessDenied' });
    await expect(other.put('x', Buffer.from('x'))).rejects.toMatchObject({ code: 'AccessDenied' });
    await connect(own).putBucketACL(own.bucket, 'public-read-write');
    expect((await other.put('x', Buffer.from('x'))).res.status).toBe(200);
  });

  it.each(['AB', 'a', 'has_underscore', '-begin', 'end-', 'x'.repeat(64)])(
    'are not named %s',
    async (name) => {
      const path = `/${name}`;
      const { accessKeyId } = sandbox();
      const answer = await send(sandbox(), {
        method: 'PUT',
        path,
        headers: { Authorization: `OSS ${accessKeyId}:nothing`, Date: new Date().toUTCString() },
      });
      // The signature is looked at first, as OSS does; what matters is that nothing was made.
      expect(answer.status).toBe(403);
      const { buckets } = await connect(sandbox()).listBuckets();
      expect(buckets?.map((bucket) => bucket.name)).not.toContain(name);
    },
  );

  it('count what they hold', async () => {
    const client = connect(sandbox());
    await client.putBucket('counted');
    await connect(sandbox(), { bucket: 'counted' }).put('x', Buffer.from('four'));
    expect((await client.getBucketStat('counted')).stat).toMatchObject({
      Storage: '4',
      ObjectCount: '1',
    });
  });
});

describe('bucket settings', () => {
  it('are given back as they were sent', async () => {
    const client = connect(sandbox());
    const { bucket } = sandbox();
    const rule = { allowedOrigin: '*', allowedMethod: 'GET', maxAgeSeconds: '30' };
    await expect(client.getBucketCORS(bucket)).rejects.toMatchObject({
      message: 'The CORS Configuration does not exist.',
    });
    await client.putBucketCORS(bucket, [rule]);
    expect((await client.getBucketCORS(bucket)).rules).toEqual([rule]);
    await client.deleteBucketCORS(bucket);
    await client.putBucketLifecycle(bucket, [
      { id: 'one', prefix: 'logs/', status: 'Enabled', expiration: { days: 1 } },
    ]);
    expect((await client.getBucketLifecycle(bucket)).rules).toMatchObject([{ id: 'one' }]);
    expect(await client.getBucketReferer(bucket)).toMatchObject({ allowEmpty: true });
    const policy = { Version: '1', Statement: [] };
    await client.putBucketPolicy(bucket, policy);
    expect((await client.getBucketPolicy(bucket)).policy).toEqual(policy);
    await client.deleteBucketPolicy(bucket);
    expect((await client.getBucketPolicy(bucket)).status).toBe(404);
  });

  it('may be several inventories', async () => {
    const put = (id: string) =>
      sendSigned(sandbox(), {
        method: 'PUT',
        path: `/?inventory&inventoryId=${id}`,
        body: `<?xml version="1.0"?><InventoryConfiguration><Id>${id}</Id></InventoryConfiguration>`,
      });
    expect([(await put('one')).status, (await put('two')).status]).toEqual([200, 200]);
    const one = await sendSigned(sandbox(), { path: '/?inventory&inventoryId=one' });
    expect(one.text).toContain('<Id>one</Id>');
    const all = await sendSigned(sandbox(), { path: '/?inventory' });
    expect(all.text.match(/<Id>\w+<\/Id>/g)).toEqual(['<Id>one</Id>', '<Id>two</Id>']);
  });

  it('of kinds this server has not are refused, and change nothing', async () => {
    for (const [method, query] of [
      ['DELETE', 'worm'],
      ['PUT', 'versioning'],
      ['GET', 'versions'],
    ] as const) {
      const answer = await sendSigned(sandbox(), { method, path: `/?${query}` });
      expect(answer.status).toBe(501);
    }
    expect((await sendSigned(sandbox(), { path: '/?versioning' })).status).toBe(200);
    const version = await sendSigned(sandbox(), { path: '/x?versionId=CAEQ' });
    expect(version.text).toContain('<Code>NoSuchVersion</Code>');
  });

  it('must be documents', async () => {
    const answer = await sendSigned(sandbox(), {
      method: 'PUT',
      path: '/?cors',
      body: '<a><b></a>',
    });
    expect(answer.text).toContain('<Code>MalformedXML</Code>');
  });

  it('let browsers in as their CORS rules say', async () => {
    const client = connect(sandbox());
    const { bucket } = sandbox();
    await client.putBucketCORS(bucket, [
      { allowedOrigin: 'https://*.example.com', allowedMethod: 'PUT', allowedHeader: 'x-oss-*' },
    ]);
    const ask = (origin: string, method: string) =>
      send(sandbox(), {
        method: 'OPTIONS',
        path: `/${bucket}/key`,
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': method,
          'Access-Control-Request-Headers': 'x-oss-date, x-oss-meta-a',
        },
      });
    const allowed = await ask('https://app.example.com', 'PUT');
    expect(allowed.status).toBe(200);
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'x-oss-date, x-oss-meta-a',
    });
    expect((await ask('https://example.org', 'PUT')).status).toBe(403);
    expect((await ask('https://app.example.com', 'DELETE')).status).toBe(403);
    const put = await sendSigned(sandbox(), {
      method: 'PUT',
      path: '/cross',
      headers: { Origin: 'https://app.example.com' },
      body: 'x',
    });
    expect(put.headers['access-control-allow-origin']).toBe('https://app.example.com');
  });
});
