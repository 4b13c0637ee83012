import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type AliOss } from '../../helpers/ali-oss.ts';
import { temporaryFolder, useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox({ buckets: ['ferry-sandbox', 'other-bucket'] });
let client: AliOss;
let etag = '';
let date = '';

beforeAll(async () => {
  client = connect(sandbox());
  const { res } = await client.put('source_测试', Buffer.from('content'), {
    meta: { uid: '1', pid: '123' },
    headers: { 'x-oss-tagging': 'colour=red' },
  });
  etag = res.headers['etag'] ?? '';
  date = res.headers['date'] ?? '';
});

describe('CopyObject', () => {
  it('takes bytes, metadata and tags along', async () => {
    const { data } = await client.copy('copy_测试', 'source_测试');
    expect(data?.etag).toBe(etag);
    expect(data?.lastModified).toMatch(/Z$/);
    expect((await client.head('copy_测试')).meta).toEqual({ uid: '1', pid: '123' });
    expect((await client.getObjectTagging('copy_测试')).tag).toEqual({ colour: 'red' });
    expect((await client.get('copy_测试')).content.toString()).toBe('content');
  });

  it('outlives its source, in another bucket too', async () => {
    const other = connect(sandbox(), { bucket: 'other-bucket' });
    await other.put('elsewhere', Buffer.from('far'));
    await client.copy('near', '/other-bucket/elsewhere');
    await other.delete('elsewhere');
    expect((await client.get('near')).content.toString()).toBe('far');
  });

  it('replaces metadata, also of an object in place', async () => {
    await client.copy('in-place', 'source_测试');
    await client.putMeta('in-place', { uid: '2' });
    expect((await client.head('in-place')).meta).toEqual({ uid: '2' });
    await client.copy('in-place', 'in-place', { headers: { 'Cache-Control': 'no-cache' } });
    expect((await client.head('in-place')).res.headers['cache-control']).toBe('no-cache');
    expect((await client.get('in-place')).content.toString()).toBe('content');
  });

  it('weighs conditions on the source', async () => {
    const copy = async (headers: Record<string, string>): Promise<number> =>
      (await client.copy('conditional', 'source_测试', { headers })).res.status;
    const lastYear = new Date(Date.parse(date) - 365 * 86_400_000).toUTCString();
    expect(await copy({ 'If-Match': etag })).toBe(200);
    expect(await copy({ 'If-None-Match': etag })).toBe(304);
    expect(await copy({ 'If-Modified-Since': lastYear })).toBe(200);
    expect(await copy({ 'If-Modified-Since': date })).toBe(304);
    await expect(copy({ 'If-Match': 'other' })).rejects.toMatchObject({
      status: 412,
      message:
        'At least one of the pre-conditions you specified did not hold. (condition: If-Match)',
    });
  });

  it('refuses what is not there, and what must not be replaced', async () => {
    await expect(client.copy('new', 'nowhere')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await expect(client.copy('new', '/no-such-bucket/key')).rejects.toMatchObject({
      code: 'NoSuchBucket',
    });
    const headers = { 'x-oss-forbid-overwrite': 'true' };
    await expect(client.copy('source_测试', 'near', { headers })).rejects.toMatchObject({
      code: 'FileAlreadyExists',
    });
  });
});

describe('UploadPartCopy', () => {
  it('makes parts out of ranges', async () => {
    const partSize = 100 * 1024;
    const bytes = randomBytes(2 * partSize + 3);
    const path = join(temporaryFolder(), 'big.bin');
    writeFileSync(path, bytes);
    await client.multipartUpload('big', path, { partSize });
    const { bucket } = sandbox();
    const source = { sourceKey: 'big', sourceBucketName: bucket };
    await client.multipartUploadCopy('big-copy', source, { partSize, parallel: 2 });
    expect((await client.get('big-copy')).content.equals(bytes)).toBe(true);
    const [one, two] = await Promise.all([client.head('big'), client.head('big-copy')]);
    expect(two.res.headers['x-oss-hash-crc64ecma']).toBe(one.res.headers['x-oss-hash-crc64ecma']);
  });

  it('refuses a range outside the source', async () => {
    const { uploadId } = await client.initMultipartUpload('ranged');
    const source = { sourceKey: 'source_测试', sourceBucketName: sandbox().bucket };
    await expect(
      client.uploadPartCopy('ranged', uploadId, 1, '0-700', source),
    ).rejects.toMatchObject({ code: 'InvalidArgument' });
  });
});
