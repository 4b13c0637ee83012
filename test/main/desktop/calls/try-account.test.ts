import { expect, it } from 'vitest';
import { accountKeysMayGoTo } from '../../../../main/desktop/calls/try-account.ts';

const hangzhou = { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' };

it.each([
  'https://oss-cn-hangzhou.aliyuncs.com/',
  'https://oss-cn-hangzhou-internal.aliyuncs.com',
  'https://oss-accelerate.aliyuncs.com',
  'https://OSS-cn-beijing.aliyuncs.com',
  'https://s3.oss-cn-hangzhou.aliyuncs.com',
])('keys that were given for OSS may go to %s', (endpoint) => {
  expect(accountKeysMayGoTo(endpoint, hangzhou)).toBe(true);
});

it.each([
  'http://oss-cn-hangzhou.aliyuncs.com',
  'https://oss-cn-hangzhou.aliyuncs.com:8443',
  'https://oss-cn-hangzhou.aliyuncs.com.evil.example',
  'https://evil.example',
  'https://evil.oss-cn.hangzhou.aliyuncs.com',
  'https://1234.cn-hangzhou.fc.aliyuncs.com',
  'https://oss-evil.fc.aliyuncs.com',
  'https://oss-cn-hangzhou.aliyuncs.com@evil.example',
  'http://127.0.0.1:9000',
  'no address',
])('keys that were given for OSS are not sent to %s', (endpoint) => {
  expect(accountKeysMayGoTo(endpoint, hangzhou)).toBe(false);
});

it('keys of another server stay with it', () => {
  const own = { endpoint: 'http://127.0.0.1:9000' };
  expect(accountKeysMayGoTo('http://127.0.0.1:9000/', own)).toBe(true);
  expect(accountKeysMayGoTo('http://127.0.0.1:9001', own)).toBe(false);
});
