import { expect, it } from 'vitest';
import { formatLink } from '../../../../shared/text/link-format.ts';
import { objectUrl, ossUrl } from '../../../../main/desktop/handlers/links.ts';
import type { Account } from '../../../../shared/transfer.ts';

const account: Account = {
  id: 'a',
  name: 'A',
  endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
  region: 'cn-hangzhou',
  addressing: 'virtual-host',
  credentials: { kind: 'keychain' },
};

it.each([
  [{}, 'a/b.png', 'https://bucket.oss-cn-hangzhou.aliyuncs.com/a/b.png'],
  [
    {},
    '图 ?#%/+&.png',
    'https://bucket.oss-cn-hangzhou.aliyuncs.com/%E5%9B%BE%20%3F%23%25/%2B%26.png',
  ],
  [{ addressing: 'path' }, 'a', 'https://oss-cn-hangzhou.aliyuncs.com/bucket/a'],
  [
    { addressing: 'custom-domain', endpoint: 'https://cdn.example.com/' },
    'a/b',
    'https://cdn.example.com/a/b',
  ],
  [{ endpoint: 'http://127.0.0.1:9000' }, 'a', 'http://127.0.0.1:9000/bucket/a'],
  [{ endpoint: 'http://[::1]:9000' }, 'a', 'http://[::1]:9000/bucket/a'],
  [{ endpoint: 'http://oss.local:9000' }, 'a', 'http://bucket.oss.local:9000/a'],
] as const)('an account with %j has the object %s at %s', (change, key, url) => {
  expect(objectUrl({ ...account, ...change }, 'bucket', key)).toBe(url);
});

it('a bucket with an address of its own has its objects there', () => {
  const dataAddresses = {
    bucket: { endpoint: 'https://files.example.com', addressing: 'custom-domain' },
  } as const;
  expect(objectUrl({ ...account, dataAddresses }, 'bucket', 'a/b')).toBe(
    'https://files.example.com/a/b',
  );
});

it('ossUrl is what the tools of OSS write', () => {
  expect(ossUrl('bucket', 'a/图.png')).toBe('oss://bucket/a/图.png');
});

it.each([
  ['{url}', 'https://u/$&'],
  ['![{name}]({url})', '![{url}.png](https://u/$&)'],
  ['{key} {key} {other} {', 'a/{url}.png a/{url}.png {other} {'],
  ['', ''],
])('the template %j gives %j', (template, link) => {
  expect(formatLink('place', { url: 'https://u/$&', key: 'a/{url}.png' }, template)).toBe(link);
});
