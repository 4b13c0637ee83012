import { describe, expect, it } from 'vitest';
import { bucketOrigin, liesAt, resolveEndpoint } from '../../../../main/oss/ali-oss/endpoint.ts';
import { TransferError } from '../../../../shared/errors.ts';

describe('resolveEndpoint', () => {
  it.each([
    ['https://oss-cn-hangzhou.aliyuncs.com', 'https://oss-cn-hangzhou.aliyuncs.com', true],
    ['oss-cn-hangzhou.aliyuncs.com', 'https://oss-cn-hangzhou.aliyuncs.com', true],
    ['  HTTP://OSS-cn-hangzhou.aliyuncs.com/ ', 'http://oss-cn-hangzhou.aliyuncs.com', false],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080', false],
    ['localhost:8080', 'https://localhost:8080', true],
    ['https://example.com:443', 'https://example.com', true],
  ])('reads %j', (endpoint, origin, secure) => {
    expect(resolveEndpoint({ endpoint, addressing: 'virtual-host' })).toMatchObject({
      origin,
      secure,
    });
  });

  it.each([
    '',
    'ftp://oss.example.com',
    'https://user:password@oss.example.com',
    'https://oss.example.com/bucket',
    'https://oss.example.com?x=1',
    'https://oss.example.com#x',
    'http://[::1]:8080',
    'https://',
  ])('refuses %j', (endpoint) => {
    expect(() => resolveEndpoint({ endpoint, addressing: 'virtual-host' })).toThrow(TransferError);
  });
});

describe('bucketOrigin', () => {
  it.each([
    ['https://oss.example.com', 'virtual-host', 'https://b.oss.example.com'],
    ['http://oss.example.com:81', 'virtual-host', 'http://b.oss.example.com:81'],
    ['https://oss.example.com', 'path', 'https://oss.example.com'],
    ['https://files.example.com', 'custom-domain', 'https://files.example.com'],
    ['http://127.0.0.1:8080', 'virtual-host', 'http://127.0.0.1:8080'],
  ] as const)('of %s by %s is %s', (endpoint, addressing, origin) => {
    expect(bucketOrigin(resolveEndpoint({ endpoint, addressing }), 'b')).toBe(origin);
  });
});

describe('liesAt', () => {
  it.each([
    ['https://b.oss.example.com/key', true],
    ['https://b.oss.example.com:443/key', true],
    ['https://b.oss.example.com.evil.example/key', false],
    ['https://b.oss.example.com@evil.example/key', false],
    ['http://b.oss.example.com/key', false],
    ['https://c.oss.example.com/key', false],
    ['/key', false],
  ])('%s: %s', (url, expected) => {
    expect(liesAt(url, 'https://b.oss.example.com')).toBe(expected);
  });
});
