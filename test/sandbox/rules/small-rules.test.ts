import { describe, expect, it } from 'vitest';
import { checkAcl, checkPolicy } from '../../../sandbox/signing/access.ts';
import { isBucketName } from '../../../sandbox/rules/bucket-rules.ts';
import { fillBody, readCallback } from '../../../sandbox/rules/callback-rules.ts';
import { weighConditions } from '../../../sandbox/rules/objects/conditions.ts';
import { allowCrossOrigin } from '../../../sandbox/operations/buckets/cross-origin.ts';
import { readForm } from '../../../sandbox/text/form-data.ts';
import { parseIsoBasic, parseRequestTime } from '../../../sandbox/signing/request-time.ts';
import { readTagHeader } from '../../../sandbox/rules/objects/tags.ts';
import { percentDecode, percentEncode, toWire } from '../../../sandbox/text/text-coding.ts';

describe('bucket names', () => {
  it.each(['abc', 'a-b', '1-2-3', 'x'.repeat(63)])('%s is one', (name) => {
    expect(isBucketName(name)).toBe(true);
  });
  it.each(['ab', '-ab', 'ab-', 'aB', 'a_b', 'a.b', 'x'.repeat(64), ''])('%j is none', (name) => {
    expect(isBucketName(name)).toBe(false);
  });
});

describe('percent-encoding', () => {
  it('goes there and back', () => {
    const text = "a b/名+%&=!'()*~\u0001";
    expect(percentDecode(percentEncode(text))).toBe(text);
    expect(percentEncode("!'()*")).toBe('%21%27%28%29%2A');
  });
  it('takes raw bytes, and refuses what is not UTF-8', () => {
    expect(percentDecode(toWire('名'))).toBe('名');
    for (const bad of ['%', '%1', '%GG', '%FF', '%C3', '%ED%A0%80']) {
      expect(percentDecode(bad)).toBeUndefined();
    }
  });
});

describe('conditions', () => {
  const validators = { etag: 'ABC', lastModified: 10_500 };
  const date = (time: number): string => new Date(time).toUTCString();
  it('compares whole seconds, and weighs If-None-Match before If-Modified-Since', () => {
    expect(weighConditions({ ifModifiedSince: date(10_000) }, validators)).toBe('not-modified');
    expect(weighConditions({ ifModifiedSince: date(9_000) }, validators)).toBe('proceed');
    expect(weighConditions({ ifUnmodifiedSince: date(10_000) }, validators)).toBe('proceed');
    expect(weighConditions({ ifMatch: '"x", "abc"' }, validators)).toBe('proceed');
    expect(weighConditions({ ifNoneMatch: '*' }, validators)).toBe('not-modified');
    const both = { ifNoneMatch: '"x"', ifModifiedSince: date(20_000) };
    expect(weighConditions(both, validators)).toBe('proceed');
    expect(weighConditions({ ifModifiedSince: 'never' }, validators)).toBe('proceed');
  });
});

describe('request times', () => {
  it('are read in both forms', () => {
    const time = Date.UTC(2026, 0, 31, 23, 59, 59);
    expect(parseIsoBasic('20260131T235959Z')).toBe(time);
    expect(parseRequestTime('Sat, 31 Jan 2026 23:59:59 GMT')).toBe(time);
    for (const bad of ['', 'now', '20260131', '20261399T000000Z']) {
      expect(parseIsoBasic(bad)).toBeUndefined();
    }
  });
});

describe('tags in a header', () => {
  it('are decoded and checked', () => {
    expect(readTagHeader('a=1&b%20c=%E5%90%8D&d')).toEqual([
      { key: 'a', value: '1' },
      { key: 'b c', value: '名' },
      { key: 'd', value: '' },
    ]);
    const eleven = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join('&');
    for (const bad of [eleven, '=v', 'a=%', 'a=%23', `${'k'.repeat(129)}=v`, 'a=1&a=1']) {
      expect(() => readTagHeader(bad)).toThrow(expect.objectContaining({ code: 'InvalidTag' }));
    }
  });
});

describe('policies and ACLs', () => {
  it('match actions and resources by wildcard', () => {
    const policy = { actions: ['oss:Put*'], resource: 'acs:oss:*:*:b/up/*' };
    expect(() => {
      checkPolicy(policy, 'oss:PutObject', 'b/up/x');
    }).not.toThrow();
    for (const [action, resource] of [
      ['oss:GetObject', 'b/up/x'],
      ['oss:PutObject', 'b/down'],
    ] as const) {
      expect(() => {
        checkPolicy(policy, action, resource);
      }).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
    }
  });

  it('let strangers do what the object’s ACL says, or else the bucket’s', () => {
    const allows = (...args: Parameters<typeof checkAcl>): boolean => {
      try {
        checkAcl(...args);
        return true;
      } catch {
        return false;
      }
    };
    expect(allows('GetObject', 'public-read', 'default')).toBe(true);
    expect(allows('GetObject', 'public-read', 'private')).toBe(false);
    expect(allows('GetObject', 'private', 'public-read')).toBe(true);
    expect(allows('PutObject', 'public-read', undefined)).toBe(false);
    expect(allows('PutObject', 'public-read-write', undefined)).toBe(true);
    expect(allows('ListObjects', 'public-read', undefined)).toBe(true);
    expect(allows('DeleteBucket', 'public-read-write', undefined)).toBe(false);
  });
});

describe('callback bodies', () => {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
  it('are filled in as their type asks', () => {
    const order = { callbackUrl: 'example.com/a;https://b', callbackBody: '${a}|${x:b}|${none}' };
    const form = readCallback(encode(order), encode({ 'x:b': 'q&' }));
    expect(form.urls).toEqual(['http://example.com/a', 'https://b']);
    expect(fillBody(form, { a: 'é ' })).toBe('%C3%A9%20|q%26|');
    const json = readCallback(
      encode({ ...order, callbackBodyType: 'application/json' }),
      undefined,
    );
    expect(fillBody(json, { a: 5 })).toBe('5|""|""');
  });
});

describe('CORS rules', () => {
  const document =
    '<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>' +
    '<ExposeHeader>ETag</ExposeHeader><MaxAgeSeconds>9</MaxAgeSeconds></CORSRule></CORSConfiguration>';
  it('allow by the first rule that fits', () => {
    const request = { origin: 'https://a', method: 'GET', headers: [] };
    expect(allowCrossOrigin(document, request)).toEqual({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET',
      'Access-Control-Expose-Headers': 'ETag',
      'Access-Control-Max-Age': '9',
    });
    expect(allowCrossOrigin(document, { ...request, headers: ['x-a'] })).toBeUndefined();
  });
});

describe('forms', () => {
  const form =
    '--B\r\nContent-Disposition: form-data; name="Key"\r\n\r\nk\r\n' +
    '--B\r\nContent-Disposition: form-data; name="empty"\r\n\r\n\r\n' +
    '--B\r\nContent-Disposition: form-data; name="file"; filename="f.txt"\r\nContent-Type: a/b\r\n\r\n' +
    'one\r\n--other\r\ntwo\r\n--B--\r\n';

  it.each([1, 2, 3, 7, 64, 1000])('are read from chunks of %d bytes', async (size) => {
    async function* chunks(): AsyncGenerator<Buffer> {
      const bytes = Buffer.from(form);
      for (let at = 0; at < bytes.length; at += size) {
        yield await Promise.resolve(bytes.subarray(at, at + size));
      }
    }
    const read = await readForm(chunks(), 'multipart/form-data; boundary=B');
    expect(Object.fromEntries(read.fields)).toEqual({ key: 'k', empty: '' });
    expect([read.fileName, read.fileType]).toEqual(['f.txt', 'a/b']);
    let content = '';
    for await (const part of read.file) content += part.toString();
    expect(content).toBe('one\r\n--other\r\ntwo');
  });
});
