import { describe, expect, it } from 'vitest';
import { bytes, ossResponse, requestId, someEtag, xml } from '../../helpers/oss-responses.ts';
import { noOptions, someContext, someRange, someTarget } from '../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from './scripted-store.ts';

describe('put', () => {
  it('sends the range of the open file to the object, and reads the receipt', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(10, 30), noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    const sourceAfter = { device: '1', inode: '2', size: 30, modified: '3', changed: '4' };
    respondWith({ ...ossResponse({ headers: { 'x-oss-hash-crc64ecma': '42' } }), sourceAfter });

    expect(request.method).toBe('PUT');
    expect(request.url).toBe('https://my-bucket.oss-cn-hangzhou.aliyuncs.com/folder/photo.jpg');
    expect(request.body).toEqual({
      kind: 'file',
      descriptor: 7,
      start: 10,
      end: 30,
      identityAfter: true,
    });
    expect(request.idleTimeout).toBe(30_000);
    expect(await put).toEqual({
      etag: someEtag,
      requestId,
      sentCrc64: '42',
      storedCrc64: '42',
      md5Checked: true,
      sourceAfter,
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty file', someRange(0, 0)],
  ])('sends no body for %s, whose CRC-64 is 0', async (_what, range) => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, range, noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ headers: { 'x-oss-hash-crc64ecma': '0' } }));
    expect(request.body).toEqual({ kind: 'none' });
    expect(request.headers['Content-MD5']).toBe('1B2M2Y8AsgTpgAmY7PhCfg==');
    expect(Object.keys(request.headers).map((name) => name.toLowerCase())).not.toContain(
      'transfer-encoding',
    );
    expect(await put).toMatchObject({ sentCrc64: '0', storedCrc64: '0', md5Checked: true });
  });

  it('carries the options, signed', async () => {
    const { store, transport } = scriptedStore();
    const options = {
      forbidOverwrite: true,
      mime: 'image/jpeg',
      meta: { People: '测试' },
      headers: { 'Cache-Control': 'no-cache' },
      acl: 'private',
      tagging: { a: '1 & 2', 层: '=' },
    } as const;
    const put = store.put(someTarget, someRange(0, 1), options, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(request.headers).toMatchObject({
      'Content-Type': 'image/jpeg',
      'Cache-Control': 'no-cache',
      'x-oss-forbid-overwrite': 'true',
      'x-oss-meta-people': Buffer.from('测试').toString('latin1'),
      'x-oss-object-acl': 'private',
      'x-oss-tagging': 'a=1%20%26%202&%E5%B1%82=%3D',
    });
    expect(request.headers['authorization']).toMatch(
      /^OSS4-HMAC-SHA256 Credential=test-access-key-id\/\d{8}\/cn-hangzhou\/oss\/aliyun_v4_request,Signature=[0-9a-f]{64}$/,
    );
  });

  it('takes the type from the key when none is given', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 1), noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(request.headers['Content-Type']).toBe('image/jpeg');
  });

  it('sends the MD5 of the range', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(3, 9), noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    expect(request.headers['Content-MD5']).toBe('md5-3-9');
    expect(await put).toMatchObject({ md5Checked: true });
  });

  it('keeps what the callback server answered, JSON or not', async () => {
    const { store, transport } = scriptedStore();
    const callback = { url: 'http://example.com/done', body: 'size=${size}' };
    const options = { ...noOptions, callback };
    for (const answer of ['{"Status":"OK"}', 'thank you']) {
      const put = store.put(someTarget, someRange(0, 1), options, someContext());
      const { respondWith } = await transport.nextRequest();
      respondWith(ossResponse({ body: bytes(answer) }));
      expect((await put).callback).toEqual({ ok: true, body: answer });
    }
  });

  it("keeps at most 64 KiB of the callback server's answer", async () => {
    const { store, transport } = scriptedStore();
    const options = { ...noOptions, callback: { url: 'http://example.com/', body: 'a' } };
    const put = store.put(someTarget, someRange(0, 1), options, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body: new Uint8Array(100_000).fill(0x61) }));
    expect((await put).callback).toEqual({ ok: true, body: 'a'.repeat(64 * 1024) });
  });

  it('counts a failed callback as stored', async () => {
    const { store, transport } = scriptedStore();
    const options = { ...noOptions, callback: { url: 'http://example.com/', body: 'a' } };
    const put = store.put(someTarget, someRange(0, 1), options, someContext());
    const { respondWith } = await transport.nextRequest();
    const error = { Code: 'CallbackFailed', Message: 'Error status : 502.', EC: '0007-00000203' };
    respondWith(ossResponse({ status: 203, body: xml('Error', error) }));
    expect(await put).toEqual({
      etag: someEtag,
      requestId,
      sentCrc64: '42',
      md5Checked: true,
      callback: {
        ok: false,
        error: {
          code: 'request-refused',
          detail: 'PutObject: CallbackFailed: Error status : 502.',
          ossCode: 'CallbackFailed',
          ecCode: '0007-00000203',
          requestId,
          status: 203,
        },
      },
    });
  });

  it('does not believe a success that came before the whole body was sent', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 1), noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse(), 'early');
    expect((await rejectionOf(put)).code).toBe('unexpected-answer');
  });

  it('refuses options before anything is sent', async () => {
    const { store, transport } = scriptedStore();
    const meta = { note: 'x'.repeat(9000) };
    const put = store.put(someTarget, undefined, { ...noOptions, meta }, someContext());
    expect((await rejectionOf(put)).code).toBe('options-invalid');
    expect(transport.sent()).toBe(0);
  });

  it.each(['', '/a', '\\a', 'a/../b', './a', 'a/.', 'half \ud800'])(
    'refuses the key %j, which would not arrive as it is',
    async (key) => {
      const { store, transport } = scriptedStore();
      const put = store.put({ ...someTarget, key }, undefined, noOptions, someContext());
      expect((await rejectionOf(put)).code).toBe(
        key.isWellFormed() ? 'key-invalid' : 'name-not-text',
      );
      expect(transport.sent()).toBe(0);
    },
  );

  it.each([
    ['a b+c.txt', '/a%20b%2Bc.txt'],
    ['层/文件?.txt', '/%E5%B1%82/%E6%96%87%E4%BB%B6%3F.txt'],
    ['a//b', '/a//b'],
    ['100%#&=.txt', '/100%25%23%26%3D.txt'],
    ['line\nbreak\u202e', '/line%0Abreak%E2%80%AE'],
  ])('writes the key %j into the address', async (key, path) => {
    const { store, transport } = scriptedStore();
    const put = store.put({ ...someTarget, key }, undefined, noOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    await put;
    expect(request.url).toBe(`https://my-bucket.oss-cn-hangzhou.aliyuncs.com${path}`);
  });
});
