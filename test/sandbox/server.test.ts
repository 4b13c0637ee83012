import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import selfsigned from 'selfsigned';
import { defaultOwnerId } from '../../sandbox/accounts.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { newBucket } from '../../sandbox/storage/change-bucket.ts';
import { Storage } from '../../sandbox/storage/storage.ts';
import { connect } from './helpers/ali-oss.ts';
import { startForTest, temporaryFolder } from './helpers/temporary-sandbox.ts';

describe('a restart on the same folder', () => {
  it('finds everything as it was', async () => {
    const dataDirectory = temporaryFolder();
    const source = join(temporaryFolder(), 'part');
    writeFileSync(source, Buffer.alloc(120_000, 7));
    const first = await startSandbox({ dataDirectory });
    const before = connect(first);
    await before.put('object', Buffer.from('x'), {
      meta: { a: '1' },
      headers: { 'x-oss-tagging': 'k=v', 'x-oss-object-acl': 'public-read' },
    });
    await before.putBucket('second-bucket', { acl: 'public-read' });
    const { uploadId } = await before.initMultipartUpload('upload', { meta: { b: '2' } });
    const one = await before.uploadPart('upload', uploadId, 1, source, 0, 120_000);
    await first.close();

    const second = await startForTest({ dataDirectory });
    expect(second.accessKeyId).toBe(first.accessKeyId);
    const after = connect(second);
    expect((await after.head('object')).meta).toEqual({ a: '1' });
    expect((await after.getACL('object')).acl).toBe('public-read');
    expect((await after.getObjectTagging('object')).tag).toEqual({ k: 'v' });
    expect((await after.getBucketACL('second-bucket')).acl).toBe('public-read');
    const two = await after.uploadPart('upload', uploadId, 2, source, 0, 5);
    await after.completeMultipartUpload('upload', uploadId, [
      { number: 1, etag: one.etag },
      { number: 2, etag: two.etag },
    ]);
    const { content, res } = await after.get('upload');
    expect(content.length).toBe(120_005);
    expect(res.headers['x-oss-meta-b']).toBe('2');
    expect((await after.listUploads({})).uploads).toEqual([]);
  });

  it('leaves no bytes behind that no object has', async () => {
    const dataDirectory = temporaryFolder();
    const first = await startSandbox({ dataDirectory });
    const client = connect(first);
    await client.put('kept', Buffer.from('kept'));
    await client.put('gone', Buffer.from('gone'));
    const { bucket } = first;
    await client.delete('gone');
    await first.close();
    const data = join(dataDirectory, 'buckets', bucket, 'data');
    const files = async () => (await readdir(data)).length;
    expect(await files()).toBe(1);
    writeFileSync(join(data, 'orphan'), 'left by a crash');
    expect(await files()).toBe(2);
    const second = await startSandbox({ dataDirectory });
    await second.close();
    expect(await files()).toBe(1);
    const third = await startForTest({ dataDirectory });
    expect((await connect(third).get('kept')).content.toString()).toBe('kept');
  });
});

it('lists ten thousand objects in pages', async () => {
  const dataDirectory = temporaryFolder();
  const keys = Array.from({ length: 10_000 }, (_, index) => `dir-${index % 100}/file-${index}`);
  await fill(dataDirectory, 'ferry-sandbox', keys);
  const sandbox = await startForTest({ dataDirectory });
  const again = connect(sandbox);
  const seen: string[] = [];
  let query: Record<string, string> = {};
  let pages = 0;
  do {
    const page = await again.listV2({ 'max-keys': 1000, ...query });
    seen.push(...page.objects.map(({ name }) => name));
    query = page.isTruncated ? { 'continuation-token': page.nextContinuationToken ?? '' } : {};
    pages += 1;
  } while ('continuation-token' in query);
  expect(pages).toBe(10);
  expect(seen).toEqual([...keys].sort());
  const folded = await again.listV2({ 'max-keys': 1000, delimiter: '/' });
  expect(folded.prefixes).toHaveLength(100);
});

/** Puts empty objects into a bucket behind the server's back: ten thousand requests take long. */
async function fill(dataDirectory: string, name: string, keys: readonly string[]): Promise<void> {
  const storage = new Storage(dataDirectory);
  const bucket = storage.create(newBucket(name, { ownerId: defaultOwnerId, created: 0 }));
  const bytes = { pieces: [], size: 0, etag: 'D41D8CD98F00B204E9800998ECF8427E', crc64: '0' };
  const attributes = {
    headers: {},
    meta: {},
    storageClass: 'Standard',
    acl: 'default',
    tags: [],
  } as const;
  for (const key of keys) {
    bucket.putObject({ ...bytes, ...attributes, key, type: 'Normal', lastModified: 0 });
  }
  await storage.close();
}

it('serves HTTPS with the certificate it is given', async () => {
  const { private: key, cert } = await selfsigned.generate(
    [{ name: 'commonName', value: 'sandbox' }],
    {
      extensions: [
        {
          name: 'subjectAltName',
          altNames: [{ type: 2, value: '*.oss-cn-hangzhou.aliyuncs.com' }],
        },
      ],
    },
  );
  const sandbox = await startForTest({ tls: { key, cert } });
  expect(sandbox.endpoint).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  const { Agent } = await import('node:https');
  const httpsAgent = new Agent({ ca: cert });
  onTestFinished(() => {
    httpsAgent.destroy();
  });
  const client = connect(sandbox, { httpsAgent, secure: true });
  await client.put('secret', Buffer.from('x'));
  expect((await client.get('secret')).content.toString()).toBe('x');
  await expect(connect(sandbox).get('secret')).rejects.toThrow(/self.signed|certificate/i);
});

it('refuses a bucket option that is no bucket name', async () => {
  const start = startSandbox({ dataDirectory: temporaryFolder(), buckets: ['Not A Bucket'] });
  await expect(start).rejects.toMatchObject({ code: 'InvalidBucketName' });
});

it('keeps a second server out of its folder, but not after it has ended', async () => {
  const dataDirectory = temporaryFolder();
  const first = await startSandbox({ dataDirectory });
  await expect(startSandbox({ dataDirectory })).rejects.toThrow(
    `is in use by process ${process.pid}`,
  );
  await Promise.all([first.close(), first.close()]);
  writeFileSync(join(dataDirectory, 'lock'), '2147483646');
  const second = await startSandbox({ dataDirectory });
  await second.close();
});

it('ends while requests are held, and every connection with it', async () => {
  const sandbox = await startSandbox({ dataDirectory: temporaryFolder() });
  const held = sandbox.faults.add({ when: {}, fault: { kind: 'stop-reading' }, times: Infinity });
  const put = connect(sandbox)
    .put('x', Buffer.from('x'))
    .catch((error: unknown) => error);
  await held.nextFired();
  await sandbox.close();
  expect(String(await put)).toMatch(/hang up|ECONNRESET|ECONNREFUSED/);
});
