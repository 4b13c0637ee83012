import { describe, expect, it } from 'vitest';
import { ossResponse, ossError, requestId, someEtag } from '../../helpers/oss-responses.ts';
import { someContext, someTarget } from '../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from './scripted-store.ts';

const facts = { 'content-length': '1234', 'last-modified': 'Fri, 24 Feb 2012 06:07:48 GMT' };

/** How OSS says on HEAD what other answers say in their body. */
function inHeader(error: ReturnType<typeof ossError>): ReturnType<typeof ossError> {
  const xml = Buffer.from(error.body ?? []).toString('base64');
  return { ...error, body: new Uint8Array(), headers: { ...error.headers, 'x-oss-err': xml } };
}

describe('head', () => {
  it('reads the facts, and metadata as text', async () => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { request, respondWith } = await transport.nextRequest();
    const headers = {
      ...facts,
      'x-oss-hash-crc64ecma': '18446744073709551615',
      'x-oss-meta-people': Buffer.from('测试 à').toString('latin1'),
      'x-oss-meta-old': 'caf\u00e9',
      'x-oss-object-type': 'Normal',
    };
    respondWith(ossResponse({ headers }));
    expect(request.method).toBe('HEAD');
    expect(await head).toEqual({
      size: 1234,
      etag: someEtag,
      crc64: '18446744073709551615',
      lastModified: Date.parse('2012-02-24T06:07:48Z'),
      age: Number.POSITIVE_INFINITY,
      requestId,
      meta: { people: '测试 à', old: 'café' },
    });
  });

  it.each([
    ['a bare 404', { status: 404, headers: { 'x-oss-request-id': requestId } }],
    ['NoSuchKey in a header', inHeader(ossError(404, 'NoSuchKey'))],
  ])('knows no object after %s', async (_what, answer) => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(answer);
    expect(await head).toBeUndefined();
  });

  it('tells a missing bucket from a missing object', async () => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(inHeader(ossError(404, 'NoSuchBucket', { EC: '0015-00000101' })));
    expect(await rejectionOf(head)).toMatchObject({
      code: 'bucket-missing',
      ecCode: '0015-00000101',
    });
  });

  it('does not take the 404 of another server for a missing object', async () => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ status: 404 });
    expect((await rejectionOf(head)).code).toBe('unexpected-answer');
  });

  it('names the right that a bare 403 is about', async () => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    const headers = { 'x-oss-request-id': requestId, 'x-oss-ec': '0003-00000001' };
    respondWith({ status: 403, headers });
    expect(await rejectionOf(head)).toMatchObject({
      code: 'access-denied',
      missingAction: 'oss:GetObject',
      ecCode: '0003-00000001',
      requestId,
    });
  });

  it.each(['1844674407370955161q', '', '184467440737095516150'])(
    'does not take a CRC-64 that is no number, as "%s", for none',
    async (crc64) => {
      const { store, transport } = scriptedStore();
      const head = store.head(someTarget, someContext());
      const { respondWith } = await transport.nextRequest();
      respondWith(ossResponse({ headers: { ...facts, 'x-oss-hash-crc64ecma': crc64 } }));
      expect((await rejectionOf(head)).code).toBe('unexpected-answer');
    },
  );

  it.each(['content-length', 'last-modified'])('does not believe one without %s', async (name) => {
    const { store, transport } = scriptedStore();
    const head = store.head(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    const headers = Object.fromEntries(Object.entries(facts).filter(([key]) => key !== name));
    respondWith(ossResponse({ headers }));
    expect((await rejectionOf(head)).code).toBe('unexpected-answer');
  });
});
