import { beforeAll, describe, expect, it } from 'vitest';
import { connect, type AliOss } from '../../helpers/ali-oss.ts';
import { sendSigned } from '../../helpers/raw-request.ts';
import { useSandbox } from '../../helpers/temporary-sandbox.ts';

const sandbox = useSandbox();
let client: AliOss;
let etag = '';
let date = '';

beforeAll(async () => {
  client = connect(sandbox());
  const { res } = await client.put('letters', Buffer.from('abcdefghij'), { meta: { uid: '1' } });
  etag = res.headers['etag'] ?? '';
  date = res.headers['date'] ?? '';
});

function shift(text: string, years: number): string {
  const time = new Date(text);
  time.setFullYear(time.getFullYear() + years);
  return time.toUTCString();
}

describe('HeadObject and GetObject', () => {
  it('say the same about an object', async () => {
    const head = await client.head('letters');
    const get = await client.get('letters');
    const names = ['etag', 'last-modified', 'content-length', 'content-md5', 'x-oss-object-type'];
    for (const name of [...names, 'x-oss-hash-crc64ecma', 'accept-ranges', 'x-oss-meta-uid']) {
      expect(head.res.headers[name]).toBeDefined();
      expect(get.res.headers[name]).toBe(head.res.headers[name]);
    }
    expect(get.content.toString()).toBe('abcdefghij');
  });

  it('distinguish a missing bucket from a missing object', async () => {
    await expect(client.get('nowhere')).rejects.toMatchObject({
      name: 'NoSuchKeyError',
      status: 404,
      message: 'The specified key does not exist.',
      requestId: expect.any(String) as string,
      hostId: expect.any(String) as string,
    });
    await expect(client.head('nowhere')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 });
    const raw = await sendSigned(sandbox(), { method: 'HEAD', path: '/nowhere' });
    expect(raw.text).toBe('');
    const hidden = Buffer.from(raw.headers['x-oss-err'] as string, 'base64').toString('utf8');
    expect(hidden).toContain('<Code>NoSuchKey</Code>');
  });

  it('answer 304 and 412 as the four conditions ask', async () => {
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await client.head('letters', { headers })).status;
    expect(await status({ 'If-Modified-Since': shift(date, -1) })).toBe(200);
    expect(await status({ 'If-Modified-Since': date })).toBe(304);
    expect(await status({ 'If-Modified-Since': shift(date, 1) })).toBe(304);
    expect(await status({ 'If-Unmodified-Since': date })).toBe(200);
    expect(await status({ 'If-Match': etag })).toBe(200);
    expect(await status({ 'If-None-Match': etag })).toBe(304);
    expect(await status({ 'If-None-Match': '"other"' })).toBe(200);
    await expect(status({ 'If-Match': '"other"' })).rejects.toMatchObject({ status: 412 });
    await expect(
      client.get('letters', { headers: { 'If-Unmodified-Since': shift(date, -1) } }),
    ).rejects.toMatchObject({
      name: 'PreconditionFailedError',
      message:
        'At least one of the pre-conditions you specified did not hold. (condition: If-Unmodified-Since)',
    });
  });

  it('override headers by response-* arguments', async () => {
    const { res } = await client.get('letters', {
      subres: { 'response-content-type': 'text/x-demo', 'response-cache-control': 'no-store' },
    });
    expect(res.headers['content-type']).toBe('text/x-demo');
    expect(res.headers['cache-control']).toBe('no-store');
  });

  it('getObjectMeta gives size, ETag and time', async () => {
    const { status, res } = await client.getObjectMeta('letters');
    expect(status).toBe(200);
    expect(res.headers).toMatchObject({ 'content-length': '10', etag });
    expect(res.headers['x-oss-meta-uid']).toBeUndefined();
  });
});

describe('ranges', () => {
  const get = (range: string, more: Record<string, string> = {}) =>
    sendSigned(sandbox(), { path: '/letters', headers: { Range: range, ...more } });

  it.each([
    ['bytes=0-2', 'abc', 'bytes 0-2/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-4', 'ghij', 'bytes 6-9/10'],
    ['bytes=9-9', 'j', 'bytes 9-9/10'],
    ['bytes=0-1,3-4', 'ab', 'bytes 0-1/10'],
  ])('%s is served as 206', async (range, text, contentRange) => {
    const answer = await get(range);
    expect(answer).toMatchObject({ status: 206, text });
    expect(answer.headers['content-range']).toBe(contentRange);
  });

  it.each(['byte=0-2', 'bytes=3-1', 'bytes=10-12', 'bytes=0-10', 'bytes=-11', 'bytes=--1'])(
    '%s gives the whole object, as OSS does by default',
    async (range) => {
      expect(await get(range)).toMatchObject({ status: 200, text: 'abcdefghij' });
    },
  );

  it('follow the standard when asked to', async () => {
    const standard = { 'x-oss-range-behavior': 'standard' };
    expect(await get('bytes=5-100', standard)).toMatchObject({ status: 206, text: 'fghij' });
    const beyond = await get('bytes=10-12', standard);
    expect(beyond.status).toBe(416);
    expect(beyond.text).toContain('<Code>InvalidRange</Code>');
  });
});
