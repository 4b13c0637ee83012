import { describe, expect, it } from 'vitest';
import { endpointInQuestion, readProxyList } from '../../../main/app/system-proxy.ts';
import { someAccount } from '../../helpers/oss-account.ts';

const fixed = (url: string) => ({ mode: 'fixed', url, bypass: [] });

describe('readProxyList', () => {
  it.each([
    ['DIRECT', { mode: 'direct' }],
    ['', { mode: 'direct' }],
    ['PROXY proxy:8080', fixed('http://proxy:8080')],
    ['PROXY proxy:8080; DIRECT', fixed('http://proxy:8080')],
    ['HTTPS proxy:443;PROXY other:1', fixed('https://proxy:443')],
    ['SOCKS5 socks:1080; PROXY proxy:8080', fixed('http://proxy:8080')],
    ['SOCKS socks:1080', { mode: 'direct' }],
    ['DIRECT; PROXY proxy:8080', { mode: 'direct' }],
    ['PROXY', { mode: 'direct' }],
  ])('reads %o', (text, proxy) => {
    expect(readProxyList(text)).toEqual(proxy);
  });
});

describe('endpointInQuestion', () => {
  it('is the first that does not lie on this computer', () => {
    const sandbox = { ...someAccount, endpoint: 'http://127.0.0.1:9000' };
    const other = { ...someAccount, endpoint: 'https://oss-us-west-1.aliyuncs.com' };
    expect(endpointInQuestion([sandbox, other, someAccount])).toBe(other.endpoint);
    expect(endpointInQuestion([sandbox])).toBe('https://oss-cn-hangzhou.aliyuncs.com');
  });
});
