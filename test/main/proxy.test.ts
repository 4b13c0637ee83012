import { describe, expect, it } from 'vitest';
import {
  proxyFromEnvironment,
  resolveProxy,
  withPassword,
  endpointInQuestion,
  readProxyList,
} from '../../main/proxy.ts';
import { TransferError } from '../../shared/errors.ts';
import { someAccount } from '../helpers/oss-account.ts';

const direct = { mode: 'direct' } as const;

describe('proxyFromEnvironment', () => {
  it('goes by the scheme of what is reached', () => {
    const environment = { HTTPS_PROXY: 'http://safe:3128', HTTP_PROXY: 'http://plain:3128' };
    expect(proxyFromEnvironment(environment, true)).toMatchObject({ url: 'http://safe:3128/' });
    expect(proxyFromEnvironment(environment, false)).toMatchObject({ url: 'http://plain:3128/' });
    expect(proxyFromEnvironment({ HTTP_PROXY: 'http://plain:3128' }, true)).toEqual(direct);
  });

  it('reads lower-case names first, a missing scheme as http, and the hosts to leave out', () => {
    const environment = {
      https_proxy: 'me:secret@proxy:8080',
      HTTPS_PROXY: 'http://other',
      no_proxy: 'localhost, .example.com 10.0.0.0/8',
    };
    expect(proxyFromEnvironment(environment, true)).toEqual({
      mode: 'fixed',
      url: 'http://me:secret@proxy:8080/',
      bypass: ['localhost', '.example.com', '10.0.0.0/8'],
    });
  });

  it('falls back to ALL_PROXY and ignores empty variables', () => {
    const environment = { HTTPS_PROXY: ' ', ALL_PROXY: 'http://all:1' };
    expect(proxyFromEnvironment(environment, true)).toMatchObject({ url: 'http://all:1/' });
    expect(proxyFromEnvironment({}, true)).toEqual(direct);
  });

  it('refuses what is no HTTP proxy without repeating it', () => {
    const attempt = () => proxyFromEnvironment({ HTTPS_PROXY: 'socks5://me:canary@host' }, true);
    expect(attempt).toThrow(TransferError);
    expect(attempt).not.toThrow(/canary/);
  });
});

describe('resolveProxy', () => {
  it('asks the system only when that is wanted', () => {
    const system = () => {
      throw new Error('asked');
    };
    expect(resolveProxy({ mode: 'none' }, system)).toEqual(direct);
    expect(resolveProxy({ mode: 'manual', url: 'http://proxy:1' }, system)).toEqual({
      mode: 'fixed',
      url: 'http://proxy:1',
      bypass: [],
    });
    expect(() => resolveProxy({ mode: 'system' }, system)).toThrow('asked');
  });
});

describe('withPassword', () => {
  const secret = { userName: 'me@work', password: 'p:w/d %41' };

  it('writes the password into the address so that it can be read back', () => {
    const proxy = { mode: 'fixed', url: 'http://proxy:8080', bypass: ['a'] } as const;
    const changed = withPassword(proxy, secret);
    expect(changed).toMatchObject({ mode: 'fixed', bypass: ['a'] });
    const { username, password, host } = new URL('url' in changed ? changed.url : '');
    expect([host, username, password].map(decodeURIComponent)).toEqual([
      'proxy:8080',
      'me@work',
      'p:w/d %41',
    ]);
  });

  it('leaves alone what has a password, is direct, or knows none', () => {
    const own = { mode: 'fixed', url: 'http://a:b@proxy:8080', bypass: [] } as const;
    expect(withPassword(own, secret)).toBe(own);
    expect(withPassword(direct, secret)).toBe(direct);
    expect(withPassword({ ...own, url: 'http://proxy' }, undefined)).toMatchObject({
      url: 'http://proxy',
    });
  });
});

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
