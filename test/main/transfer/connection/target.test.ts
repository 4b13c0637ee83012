import { describe, expect, it } from 'vitest';
import { parseRequestTarget } from '../../../../main/transfer/connection/target.ts';

describe('the target of a URL', () => {
  it.each([
    ['http://a.example/k', { secure: false, host: 'a.example', port: 80, path: '/k' }],
    ['https://a.example', { secure: true, host: 'a.example', port: 443, path: '/' }],
    ['HTTPS://127.0.0.1:8443/?x', { secure: true, host: '127.0.0.1', port: 8443, path: '/?x' }],
    ['http://[::1]:81/a/../b', { secure: false, host: '::1', port: 81, path: '/a/../b' }],
    ['http://a/b//./c%2F\\d', { secure: false, host: 'a', port: 80, path: '/b//./c%2F\\d' }],
  ])('%s', (url, expected) => expect(parseRequestTarget(url)).toMatchObject(expected));

  it.each(['ftp://a/', '/k', 'http:///k', 'http://user@a/', 'http://a?x', 'http://a/#x', ''])(
    'is refused for "%s"',
    (url) => expect(() => parseRequestTarget(url)).toThrow('not absolute'),
  );
});
