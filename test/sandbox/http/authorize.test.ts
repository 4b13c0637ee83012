import { describe, expect, it } from 'vitest';
import { connect } from '../helpers/ali-oss.ts';
import { connectAt } from '../helpers/domain-client.ts';
import { send, signedHeaders } from '../helpers/raw-request.ts';
import { startForTest, useSandbox } from '../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
const versions = [
  ['V1', false],
  ['V4', true],
] as const;

describe.each(versions)('a request signed with %s', (_, authorizationV4) => {
  it('is refused when the key is unknown', async () => {
    const client = connect(sandbox(), { authorizationV4, accessKeyId: 'nobody' });
    await expect(client.put('x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
      status: 403,
      message: 'The OSS Access Key Id you provided does not exist in our records.',
    });
  });

  it('is refused when the secret is wrong', async () => {
    const client = connect(sandbox(), { authorizationV4, accessKeySecret: 'wrong' });
    await expect(client.put('x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      status: 403,
    });
  });

  it.each([
    ['too early', -901],
    ['too late', 901],
  ])('is refused when the clock is %s', async (__, seconds) => {
    const own = await startForTest({ now: () => Date.now() + seconds * 1000 });
    await expect(
      connect(own, { authorizationV4 }).put('x', Buffer.from('x')),
    ).rejects.toMatchObject({ code: 'RequestTimeTooSkewed', status: 403 });
  });

  it('is taken when the clock is less than 15 minutes off', async () => {
    const own = await startForTest({ now: () => Date.now() - 890_000 });
    const { res } = await connect(own, { authorizationV4 }).put('x', Buffer.from('x'));
    expect(res.status).toBe(200);
  });

  it('needs the right token, while it lasts', async () => {
    const own = await startForTest();
    const keys = { accessKeyId: 'STS.one', accessKeySecret: 's' };
    own.addAccount({ ...keys, securityToken: 'token-1', expiresAt: Date.now() + 60_000 });
    own.addAccount({ accessKeyId: 'STS.two', accessKeySecret: 's', securityToken: 'token-2' });
    const put = (options: Record<string, unknown>) =>
      connect(own, { authorizationV4, ...keys, ...options }).put('x', Buffer.from('x'));
    expect((await put({ stsToken: 'token-1' })).res.status).toBe(200);
    await expect(put({})).rejects.toMatchObject({ code: 'InvalidAccessKeyId' });
    await expect(put({ stsToken: 'unknown' })).rejects.toMatchObject({
      code: 'InvalidSecurityToken',
    });
    await expect(put({ stsToken: 'token-2' })).rejects.toMatchObject({
      code: 'AccessKeyIdAndSecurityTokenNotMatch',
    });
    const { accessKeyId, accessKeySecret } = own;
    await expect(put({ accessKeyId, accessKeySecret, stsToken: 'token-1' })).rejects.toMatchObject({
      code: 'InvalidAccessKeyId',
    });
    own.updateAccount('STS.one', { expiresAt: Date.now() });
    await expect(put({ stsToken: 'token-1' })).rejects.toMatchObject({
      code: 'SecurityTokenExpired',
      message: 'The security token you provided has expired.',
    });
  });

  it('works with the bucket in the path, in the Host of an IP address, or nowhere', async () => {
    const local = sandbox().endpoint.replace('127.0.0.1', 'localhost');
    const ways = [
      {},
      { sldEnable: true },
      { endpoint: local, sldEnable: true },
      { endpoint: local, cname: true },
    ];
    for (const options of ways) {
      const client = connect(sandbox(), { authorizationV4, ...options });
      await client.put('anywhere/key', Buffer.from('x'));
      expect((await client.get('anywhere/key')).content.toString()).toBe('x');
      const { buckets } = await client.listBuckets();
      expect(buckets?.map(({ name }) => name)).toContain(sandbox().bucket);
    }
    const { objects } = await connect(sandbox()).list({ prefix: sandbox().bucket });
    expect(objects).toEqual([]);
  });
});

describe('a presigned URL', () => {
  /** ali-oss signs no URLs for IP endpoints; the name is put back into the address. */
  const named = (options: Record<string, unknown> = {}) =>
    connect(sandbox(), { endpoint: 'http://oss-cn-hangzhou.aliyuncs.com', ...options });
  const fetchUrl = (url: string, method = 'GET', headers = {}, body?: string) => {
    const { host, pathname, search } = new URL(url);
    const path = `${pathname}${search}`;
    const raw = { method, path, headers: { Host: host, ...headers } };
    return send(sandbox(), body === undefined ? raw : { ...raw, body });
  };

  it('signed with V1 reads and writes until it expires', async () => {
    await connect(sandbox()).put('v1 +名', Buffer.from('x'));
    const url = named().signatureUrl('v1 +名', { response: { 'content-type': 'text/x-url' } });
    const read = await fetchUrl(url);
    expect(read).toMatchObject({ status: 200, text: 'x' });
    expect(read.headers['content-type']).toBe('text/x-url');
    const put = named().signatureUrl('put-v1', { method: 'PUT', 'Content-Type': 'text/plain' });
    const wrong = await fetchUrl(put, 'PUT', { 'Content-Type': 'text/html' }, 'x');
    expect(wrong.text).toContain('<Code>SignatureDoesNotMatch</Code>');
    const right = await fetchUrl(put, 'PUT', { 'Content-Type': 'text/plain' }, 'x');
    expect(right.status).toBe(200);
    const old = await fetchUrl(named().signatureUrl('v1 +名', { expires: -5 }));
    expect(old.status).toBe(403);
    expect(old.text).toContain('Request has expired.');
  });

  it('signed with V4 covers method, headers and arguments', async () => {
    await connect(sandbox()).put('v4 +名', Buffer.from('x'));
    const url = await named().signatureUrlV4('GET', 60, undefined, 'v4 +名');
    expect(await fetchUrl(url)).toMatchObject({ status: 200, text: 'x' });
    expect((await fetchUrl(url, 'DELETE')).status).toBe(403);
    expect((await fetchUrl(`${url}&acl`)).status).toBe(403);
    const put = await named().signatureUrlV4(
      'PUT',
      60,
      { headers: { 'Content-Type': 'text/plain', Range: 'bytes=0-1' } },
      'put-v4',
      ['Range'],
    );
    const headers = { 'Content-Type': 'text/plain', Range: 'bytes=0-1' };
    expect((await fetchUrl(put, 'PUT', headers, 'x')).status).toBe(200);
    expect((await fetchUrl(put, 'PUT', { ...headers, Range: 'bytes=0-2' }, 'x')).status).toBe(403);
  });

  it('expires, and lives no longer than a week', async () => {
    const own = await startForTest({ now: () => Date.now() + 61_000 });
    const client = connect(own, { endpoint: 'http://oss-cn-hangzhou.aliyuncs.com' });
    const open = async (seconds: number) => {
      const { host, pathname, search } = new URL(
        await client.signatureUrlV4('GET', seconds, undefined, 'x'),
      );
      return await send(own, { path: `${pathname}${search}`, headers: { Host: host } });
    };
    expect((await open(60)).text).toContain('Request has expired.');
    expect((await open(604_801)).text).toContain('<Code>InvalidArgument</Code>');
    expect((await open(120)).text).toContain('<Code>NoSuchKey</Code>');
  });

  it('carries a token', async () => {
    const own = await startForTest();
    own.addAccount({ accessKeyId: 'STS.u', accessKeySecret: 's', securityToken: 'to+ken/=' });
    const client = connect(own, {
      endpoint: 'http://oss-cn-hangzhou.aliyuncs.com',
      accessKeyId: 'STS.u',
      accessKeySecret: 's',
      stsToken: 'to+ken/=',
    });
    await connect(own).put('x', Buffer.from('x'));
    for (const url of [
      client.signatureUrl('x'),
      await client.signatureUrlV4('GET', 60, undefined, 'x'),
    ]) {
      const { host, pathname, search } = new URL(url);
      const answer = await send(own, { path: `${pathname}${search}`, headers: { Host: host } });
      expect(answer).toMatchObject({ status: 200, text: 'x' });
    }
  });
});

describe('a policy', () => {
  it('allows what an upload needs, and no more', async () => {
    const own = await startForTest();
    own.addAccount({
      accessKeyId: 'uploader',
      accessKeySecret: 's',
      policy: {
        actions: ['oss:PutObject', 'oss:ListParts', 'oss:AbortMultipartUpload'],
        resource: `${own.bucket}/up/*`,
      },
    });
    const client = connect(own, { accessKeyId: 'uploader', accessKeySecret: 's' });
    await client.put('up/a', Buffer.from('x'));
    const { uploadId } = await client.initMultipartUpload('up/b');
    await client.listParts('up/b', uploadId);
    await client.abortMultipartUpload('up/b', uploadId);
    const denied = { code: 'AccessDenied', status: 403 };
    await expect(client.put('a', Buffer.from('x'))).rejects.toMatchObject(denied);
    await expect(client.head('up/a')).rejects.toMatchObject(denied);
    await expect(client.list({})).rejects.toMatchObject({
      ...denied,
      message: expect.stringContaining('oss:ListObjects') as string,
    });
  });
});

describe('without a proper signature', () => {
  it.each([
    ['nothing', {}, 403, 'AccessDenied'],
    ['another scheme', { Authorization: 'Bearer x' }, 400, 'InvalidArgument'],
    ['half a header', { Authorization: 'OSS4-HMAC-SHA256 Credential=a/b' }, 400, 'InvalidArgument'],
    ['no date', { Authorization: 'OSS a:b' }, 403, 'InvalidAccessKeyId'],
  ])('%s is refused', async (_, headers, status, code) => {
    const answer = await send(sandbox(), { path: `/${sandbox().bucket}/x`, headers });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(`<Code>${code}</Code>`);
  });

  it('a service of another region is refused', async () => {
    const options = { region: 'oss-cn-beijing' };
    const client = connectAt(sandbox(), 'oss-cn-hangzhou.localhost', options);
    await expect(client.put('x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: 'Invalid signing region in Authorization header.',
    });
  });

  it('a mismatch shows what should have been signed', async () => {
    const headers = signedHeaders(sandbox(), { path: '/x' });
    const answer = await send(sandbox(), {
      path: `/${sandbox().bucket}/y`,
      headers: { ...headers },
    });
    for (const element of ['StringToSign', 'StringToSignBytes', 'SignatureProvided']) {
      expect(answer.text).toContain(`<${element}>`);
    }
  });
});
