import { describe, expect, it } from 'vitest';
import {
  bucketOrigin,
  liesAt,
  resolveEndpoint,
  addressNotes,
  linkAddress,
  plainUrl,
} from '../../../main/oss/addresses.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { Account } from '../../../shared/transfer.ts';
import { someAccount } from '../../helpers/oss-account.ts';

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

const now = Date.UTC(2026, 10, 30);
const certified = { domain: 'files.example.com', enabled: true, certificateUntil: now + 1 };
const expired = { domain: 'old.example.com', enabled: true, certificateUntil: now - 1 };
const plain = { domain: 'plain.example.com', enabled: true };
const disabled = { domain: 'off.example.com', enabled: false, certificateUntil: now + 1 };

function urlOf(change: Partial<Account>, domains: Parameters<typeof linkAddress>[2] = []) {
  const address = linkAddress({ ...someAccount, ...change }, 'media', domains, now);
  return plainUrl(address, 'media', 'a b/图 (1).png');
}

const path = 'a%20b/%E5%9B%BE%20%281%29.png';

describe('the address of a link', () => {
  it.each<[string, Partial<Account>, Parameters<typeof linkAddress>[2], string]>([
    ['a domain with a certificate', {}, [disabled, plain, certified], 'https://files.example.com'],
    ['a domain without a certificate by http', {}, [expired, plain], 'http://plain.example.com'],
    [
      'the domain that the account uses',
      {
        dataAddresses: {
          media: { endpoint: 'https://own.example.com', addressing: 'custom-domain' },
        },
      },
      [certified],
      'https://own.example.com',
    ],
    [
      'the endpoint when no domain works',
      {},
      [disabled, expired],
      'https://media.oss-cn-hangzhou.aliyuncs.com',
    ],
    [
      'never an internal endpoint, which other computers cannot reach',
      { endpoint: 'https://oss-cn-hangzhou-internal.aliyuncs.com' },
      [],
      'https://media.oss-cn-hangzhou.aliyuncs.com',
    ],
    [
      'an IP address with the bucket in the path',
      { endpoint: 'http://127.0.0.1:9000' },
      [],
      'http://127.0.0.1:9000/media',
    ],
    ['path style', { addressing: 'path' }, [], 'https://oss-cn-hangzhou.aliyuncs.com/media'],
  ])('is %s', (_, change, domains, origin) => {
    expect(urlOf(change, domains)).toBe(`${origin}/${path}`);
  });

  const ofOss = { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', addressing: 'virtual-host' };
  it.each([
    ['that the browser will save the object', ofOss, 'a.png', ['downloads']],
    ['that OSS refuses an app', ofOss, 'dir/App.APK', ['app-refused']],
    ['nothing', { endpoint: 'https://f.example.com', addressing: 'custom-domain' }, 'a.apk', []],
    [
      'that a domain without a certificate is not encrypted',
      { endpoint: 'http://f.example.com', addressing: 'custom-domain' },
      'a.png',
      ['unencrypted'],
    ],
    [
      'nothing about a server on this computer',
      { endpoint: 'http://f.localhost:9000', addressing: 'custom-domain' },
      'a.png',
      [],
    ],
  ])('says %s', (_, address, key, notes) => {
    expect(addressNotes(address as Parameters<typeof addressNotes>[0], key)).toEqual(notes);
  });
});
