import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../../shared/errors.ts';
import type { TransportResponse } from '../../../../main/transfer/transport.ts';
import {
  bytes,
  ossResponse,
  ossError,
  requestId,
  someEtag,
} from '../../../helpers/oss-responses.ts';
import { noOptions, someContext, someRange, someTarget } from '../../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from '../scripted-store.ts';

const portal = bytes('<html><body>Please sign in</body></html>');

describe('an answer that is not from OSS', () => {
  it.each<[string, Partial<TransportResponse>, ErrorCode]>([
    ['the page of a captive portal', { body: portal }, 'unexpected-answer'],
    ['a 200 with an ETag only', { headers: { etag: someEtag } }, 'unexpected-answer'],
    ['a 200 without ETag', { headers: { 'x-oss-request-id': requestId } }, 'unexpected-answer'],
    ['a page under headers like those of OSS', ossResponse({ body: portal }), 'unexpected-answer'],
    ['a 201', ossResponse({ status: 201 }), 'unexpected-answer'],
    ['a 203 of a proxy that changed something', ossResponse({ status: 203 }), 'unexpected-answer'],
    ['a 204', ossResponse({ status: 204 }), 'unexpected-answer'],
    ['a 206', ossResponse({ status: 206 }), 'unexpected-answer'],
    ['a 301', { status: 301, headers: { location: 'https://evil.example/' } }, 'redirect-refused'],
    ['a 307 of OSS', ossError(307, 'TemporaryRedirect'), 'redirect-refused'],
    ['a 304', { status: 304 }, 'unexpected-answer'],
    ['a 103', { status: 103 }, 'unexpected-answer'],
    ['a 400 with a page', { status: 400, body: portal }, 'unexpected-answer'],
    ['a 403 with a page', { status: 403, body: portal }, 'unexpected-answer'],
    ['a bare 404', { status: 404 }, 'unexpected-answer'],
    ['a 407', { status: 407, body: portal }, 'proxy-authentication'],
    ['a 429 with a page', { status: 429, body: portal }, 'server-busy'],
    ['a 500 with a page', { status: 500, body: portal }, 'server-error'],
    ['a 502 with a page', { status: 502, body: portal }, 'server-error'],
    ['a 503 with a page', { status: 503, body: portal }, 'server-busy'],
    ['a bare 504', { status: 504 }, 'server-error'],
    ['an error cut off', { status: 403, body: bytes('<Error><Code>AccessD') }, 'unexpected-answer'],
    ['an error without a code', { status: 403, body: bytes('<Error/>') }, 'unexpected-answer'],
  ])('%s becomes %s', async (_what, answer, code) => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(answer);
    const record = await rejectionOf(put);
    expect(record).toMatchObject({ code, status: answer.status ?? 200 });
    expect(record.detail).not.toMatch(/evil|https?:/);
  });

  it('says what was strange about it', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ status: 201 }));
    expect(await rejectionOf(put)).toEqual({
      code: 'unexpected-answer',
      detail: 'PutObject: The response has an unexpected status (status 201).',
      status: 201,
      requestId,
    });
  });

  it('passes on how long a gateway asks to stay away', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ status: 503, headers: { 'retry-after': '3' } });
    expect(await rejectionOf(put)).toMatchObject({ code: 'server-busy', retryAfter: 3000 });
  });

  it('an OSS error counts even when its request id is in the XML only', async () => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ ...ossError(404, 'NoSuchBucket'), headers: {} });
    expect(await rejectionOf(put)).toMatchObject({ code: 'bucket-missing', requestId });
  });
});

describe('hostile XML', () => {
  const bomb = '<!DOCTYPE Error [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';
  const code = '<Code>NoSuchUpload</Code><Message>&b;</Message>';

  it.each([
    ['entities of its own', `${bomb}<Error>${code}</Error>`],
    ['more than 1 MiB', `<Error>${code}<a>${'x'.repeat(1_100_000)}</a></Error>`],
    ['too many levels', `<Error>${code}${'<a>'.repeat(50)}${'</a>'.repeat(50)}</Error>`],
    ['an unknown root', `<Errors>${code}</Errors>`],
  ])('with %s never says "gone"', async (_what, text) => {
    const { store, transport } = scriptedStore();
    const abort = store.abort(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith({ status: 404, headers: { 'x-oss-request-id': requestId }, body: bytes(text) });
    expect((await rejectionOf(abort)).code).toBe('unexpected-answer');
  });

  it('with elements named like properties of objects is read as text', async () => {
    const { store, transport } = scriptedStore();
    const abort = store.abort(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    const names = { __proto__: 'x', constructor: 'x', toString: 'x', hasOwnProperty: 'x' };
    const elements = Object.fromEntries(Object.keys(names).map((name) => [name, 'x']));
    respondWith(ossError(404, 'NoSuchUpload', { ...elements, ['__proto__']: 'x' }));
    expect((await rejectionOf(abort)).code).toBe('upload-missing');
    expect({}).not.toHaveProperty('x');
  });
});
