import { describe, expect, it } from 'vitest';
import {
  bytes,
  ossResponse,
  ossError,
  requestId,
  someEtag,
  xml,
} from '../../helpers/oss-responses.ts';
import { noOptions, someContext, someRange, someTarget } from '../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from './scripted-store.ts';

const place = 'https://my-bucket.oss-cn-hangzhou.aliyuncs.com/folder/photo.jpg';

const allOptions = {
  forbidOverwrite: true,
  mime: 'image/jpeg',
  meta: { year: '2017' },
  headers: { 'Content-Disposition': 'attachment' },
  storageClass: 'IA',
  acl: 'public-read',
  tagging: { a: 'b' },
  serverSideEncryption: { algorithm: 'KMS', keyId: 'key-1' },
} as const;

describe('initiate', () => {
  it('sends all that the object shall be, and returns the uploadId', async () => {
    const { store, transport } = scriptedStore();
    const initiated = store.initiate(someTarget, allOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body: xml('InitiateMultipartUploadResult', { UploadId: 'U1' }) }));
    expect(await initiated).toBe('U1');
    expect(request).toMatchObject({ method: 'POST', url: `${place}?uploads=` });
    expect(request.body).toEqual({ kind: 'none' });
    expect(request.headers).toMatchObject({
      'Content-Type': 'image/jpeg',
      'Content-Disposition': 'attachment',
      'x-oss-meta-year': '2017',
      'x-oss-storage-class': 'IA',
      'x-oss-tagging': 'a=b',
      'x-oss-forbid-overwrite': 'true',
      'x-oss-server-side-encryption': 'KMS',
      'x-oss-server-side-encryption-key-id': 'key-1',
    });
    expect(request.headers).not.toHaveProperty('x-oss-object-acl');
    expect(request.headers).not.toHaveProperty('x-oss-callback');
  });

  it.each([
    ['no uploadId', xml('InitiateMultipartUploadResult', { Key: 'a' })],
    ['an empty uploadId', xml('InitiateMultipartUploadResult', { UploadId: '' })],
    ['nothing inside', bytes('<InitiateMultipartUploadResult/>')],
    ['tags that do not match', bytes('<InitiateMultipartUploadResult></UploadId>')],
    ['another root', xml('ListPartsResult', { UploadId: 'U1' })],
  ])('does not believe a response with %s', async (_what, body) => {
    const { store, transport } = scriptedStore();
    const initiated = store.initiate(someTarget, noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body }));
    expect(await rejectionOf(initiated)).toMatchObject({ code: 'unexpected-answer', status: 200 });
  });
});

describe('uploadPart', () => {
  it('sends the range under its number, and nothing of the options', async () => {
    const { store, transport } = scriptedStore();
    const uploaded = store.uploadPart(someTarget, 'U1', 3, someRange(100, 200), someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ headers: { 'x-oss-hash-crc64ecma': '17' } }));
    expect(await uploaded).toEqual({
      etag: someEtag,
      requestId,
      sentCrc64: '42',
      storedCrc64: '17',
      md5Checked: false,
    });
    expect(request).toMatchObject({ method: 'PUT', url: `${place}?partNumber=3&uploadId=U1` });
    expect(request.body).toEqual({ kind: 'file', descriptor: 7, start: 100, end: 200 });
    const names = Object.keys(request.headers).map((name) => name.toLowerCase());
    expect(names).not.toContain('content-length');
    expect(names).not.toContain('content-md5');
  });

  it('sends the MD5 of the range when asked to', async () => {
    const { store, transport } = scriptedStore();
    const range = someRange(100, 200, { withMd5: true });
    const uploaded = store.uploadPart(someTarget, 'U1', 3, range, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    expect(await uploaded).toMatchObject({ md5Checked: true });
    expect(request.headers['Content-MD5']).toBe('md5-100-200');
    expect(transport.hashed).toHaveLength(1);
  });

  it.each([undefined, '', '<b>', '"5B3C" x'])('does not accept the ETag %j', async (etag) => {
    const { store, transport } = scriptedStore();
    const uploaded = store.uploadPart(someTarget, 'U1', 3, someRange(0, 9), someContext());
    const { respondWith } = await transport.nextRequest();
    const headers = { 'x-oss-request-id': requestId, ...(etag === undefined ? {} : { etag }) };
    respondWith({ status: 200, headers });
    expect((await rejectionOf(uploaded)).code).toBe('unexpected-answer');
  });
});

describe('complete', () => {
  const parts = [
    { number: 1, size: 100, etag: '"AA"' },
    { number: 2, size: 50, etag: '"BB"' },
  ];
  const completed = xml('CompleteMultipartUploadResult', { ETag: '&quot;C-2&quot;' });

  it('names the parts, and sends the ACL but nothing that Initiate has sent', async () => {
    const { store, transport } = scriptedStore();
    const complete = store.complete(someTarget, 'U1', parts, allOptions, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ headers: { 'x-oss-hash-crc64ecma': '9' }, body: completed }));
    expect(await complete).toEqual({ etag: someEtag, requestId, storedCrc64: '9' });
    expect(request).toMatchObject({ method: 'POST', url: `${place}?uploadId=U1` });
    const { body } = request;
    expect(body.kind === 'bytes' && new TextDecoder().decode(body.bytes)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<CompleteMultipartUpload>\n' +
        '<Part>\n<PartNumber>1</PartNumber>\n<ETag>"AA"</ETag>\n</Part>\n' +
        '<Part>\n<PartNumber>2</PartNumber>\n<ETag>"BB"</ETag>\n</Part>\n' +
        '</CompleteMultipartUpload>',
    );
    const own = Object.keys(request.headers).filter((name) => name.startsWith('x-oss-'));
    expect(own.sort()).toEqual([
      'x-oss-content-sha256',
      'x-oss-date',
      'x-oss-forbid-overwrite',
      'x-oss-object-acl',
    ]);
  });

  it('finds the ETag in the XML when no header has it', async () => {
    const { store, transport } = scriptedStore();
    const complete = store.complete(someTarget, 'U1', parts, noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ headers: { 'x-oss-request-id': requestId }, body: completed });
    expect(await complete).toEqual({ etag: '"C-2"', requestId });
  });

  it('keeps what the callback server answered, even without JSON and ETag', async () => {
    const { store, transport } = scriptedStore();
    const customValue = { var1: 'Grüße' };
    const callback = { url: 'http://example.com/done', body: 'v=${x:var1}', customValue };
    const options = { ...noOptions, callback };
    const complete = store.complete(someTarget, 'U1', parts, options, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith({ headers: { 'x-oss-request-id': requestId }, body: bytes('<html>fine</html>') });
    expect(await complete).toEqual({
      etag: '',
      requestId,
      callback: { ok: true, body: '<html>fine</html>' },
    });
    expect(decodeJson(request.headers['x-oss-callback'])).toEqual({
      callbackUrl: 'http://example.com/done',
      callbackBody: 'v=${x:var1}',
    });
    expect(decodeJson(request.headers['x-oss-callback-var'])).toEqual({ 'x:var1': 'Grüße' });
  });

  it('counts a failed callback as stored', async () => {
    const { store, transport } = scriptedStore();
    const options = { ...noOptions, callback: { url: 'http://example.com/', body: 'a' } };
    const complete = store.complete(someTarget, 'U1', parts, options, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ ...ossError(203, 'CallbackFailed') });
    expect(await complete).toMatchObject({
      requestId,
      callback: { ok: false, error: { ossCode: 'CallbackFailed', status: 203 } },
    });
  });

  it('does not believe a 203 when no callback was asked for', async () => {
    const { store, transport } = scriptedStore();
    const complete = store.complete(someTarget, 'U1', parts, noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ status: 203, body: completed }));
    expect((await rejectionOf(complete)).code).toBe('unexpected-answer');
  });
});

describe('abort', () => {
  it('deletes the upload', async () => {
    const { store, transport } = scriptedStore();
    const abort = store.abort(someTarget, 'U1', someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith({ status: 204, headers: { 'x-oss-request-id': requestId } });
    await expect(abort).resolves.toBeUndefined();
    expect(request).toMatchObject({ method: 'DELETE', url: `${place}?uploadId=U1` });
  });

  it('does not take a 200 for an abort', async () => {
    const { store, transport } = scriptedStore();
    const abort = store.abort(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse());
    expect((await rejectionOf(abort)).code).toBe('unexpected-answer');
  });

  it('leaves other calls of the account alone', async () => {
    const { store, transport } = scriptedStore();
    const uploaded = store.uploadPart(someTarget, 'U2', 1, someRange(0, 9), someContext());
    const part = await transport.nextRequest();
    const abort = store.abort(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ status: 204, headers: { 'x-oss-request-id': requestId } });
    await abort;
    part.respondWith(ossResponse());
    expect(await uploaded).toMatchObject({ etag: someEtag });
  });
});

function decodeJson(header: string | undefined): unknown {
  return JSON.parse(Buffer.from(header ?? '', 'base64').toString());
}
