import signUtils from 'ali-oss/lib/common/signUtils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSigner } from '../../../../main/oss/ali-oss/sign-requests.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const keyId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
const latin1 = text.map((value) => Buffer.from(value).toString('latin1'));
const name = fc.constantFrom('x-oss-meta-a', 'x-oss-acl', 'Content-Type', 'Content-MD5', 'host');

describe('createSigner', () => {
  it('signs exactly as ali-oss does', () => {
    fc.assert(
      fc.property(
        fc.record({ accessKeyId: keyId, accessKeySecret: text }),
        fc.constantFrom('PUT', 'GET', 'POST'),
        fc.dictionary(name, latin1),
        fc.dictionary(fc.constantFrom('uploads', 'uploadId', 'partNumber', 'prefix'), text),
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.constantFrom('20260131T235959Z', '20260201T000000Z'),
        (credentials, method, headers, queries, object, date) => {
          const sign = createSigner(credentials, 'cn-hangzhou').authorizationV4;
          const request = { headers: { ...headers, 'x-oss-date': date }, queries };
          const expected = signUtils.authorizationV4(
            credentials.accessKeyId,
            credentials.accessKeySecret,
            'cn-hangzhou',
            method,
            request,
            'my-bucket',
            object,
            undefined,
            'latin1',
          );
          expect(sign(method, request, 'my-bucket', object)).toBe(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('goes with the day, and signs the additional headers that are named', () => {
    const sign = createSigner(
      { accessKeyId: 'id', accessKeySecret: 'secret' },
      'cn-hangzhou',
    ).authorizationV4;
    for (const date of ['20260131T235959Z', '20260201T000000Z', '20260131T235959Z']) {
      const request = { headers: { 'x-oss-date': date, host: 'a', range: 'bytes=0-1' } };
      const expected = signUtils.authorizationV4(
        'id',
        'secret',
        'cn-hangzhou',
        'GET',
        request,
        'b',
        'k',
        ['Range', 'HOST'],
        'latin1',
      );
      expect(sign('GET', request, 'b', 'k', ['Range', 'HOST'])).toBe(expected);
    }
  });

  it.each([undefined, ''])('signs a request that concerns no bucket: %j', (bucket) => {
    const keys = { accessKeyId: 'id', accessKeySecret: 'secret' };
    const request = {
      headers: { 'x-oss-date': '20260131T235959Z' },
      queries: { 'max-keys': 100, marker: 'a b' },
    };
    const sign = createSigner(keys, 'cn-hangzhou').authorizationV4;
    const expected = signUtils.authorizationV4(
      ...(['id', 'secret', 'cn-hangzhou', 'GET', request, bucket] as const),
      ...([undefined, undefined, 'latin1'] as const),
    );
    expect(sign('GET', request, bucket, undefined)).toBe(expected);
  });
});
