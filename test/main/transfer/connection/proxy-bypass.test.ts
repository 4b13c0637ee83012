import { describe, expect, it } from 'vitest';
import { bypassesProxy } from '../../../../main/transfer/connection/proxy-bypass.ts';

describe('who is reached without the proxy', () => {
  it.each(['localhost', 'LOCALHOST', 'oss.localhost', '127.0.0.1', '127.9.9.9', '::1'])(
    'always: %s',
    (host) => expect(bypassesProxy(host, 443, [])).toBe(true),
  );

  it.each([
    ['example.com', 'example.com', true],
    ['example.com', 'bucket.example.com', true],
    ['.example.com', 'bucket.example.com', true],
    ['*.example.com', 'bucket.example.com', true],
    ['Example.COM', 'bucket.example.com.', true],
    ['example.com', 'badexample.com', false],
    ['example.com', 'example.com.evil.org', false],
    ['example.com:443', 'example.com', true],
    ['example.com:8443', 'example.com', false],
    ['*', 'anything.org', true],
    ['', 'anything.org', false],
    [' example.com ', 'example.com', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['2.3', '10.1.2.3', false],
    ['10.0.0.0/8', '10.200.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/99', '10.0.0.1', false],
    ['fd00::/8', 'fd12::1', true],
    ['fd12::1', 'fd12::1', true],
    ['[fd12::1]:443', 'fd12::1', true],
    ['[fd12::1]:80', 'fd12::1', false],
    ['10.0.0.0/8', 'ten.example.com', false],
  ])('entry "%s" and host %s: %s', (entry, host, expected) => {
    expect(bypassesProxy(host, 443, ['other.org', entry])).toBe(expected);
  });
});
