import { describe, expect, it } from 'vitest';
import { preferredLanguages } from '../api/languages.ts';
import { proxyFor } from '../api/proxy-rules.ts';
import { fromStandIn, schemeOfStandIn, schemes, toStandIn } from '../api/schemes.ts';
import { matchesUrlPatterns } from '../api/url-patterns.ts';
import { fileUrl } from '../contents/file-url.ts';
import { originOf } from '../contents/frame.ts';
import { createLoadError } from '../contents/load-error.ts';

describe('custom schemes', () => {
  schemes.declare('app');

  it.each([
    ['app://bundle/index.html?a=1#b', 'https://bundle.app.electron-host.invalid/index.html?a=1#b'],
    ['app://bundle', 'https://bundle.app.electron-host.invalid/'],
  ])('%s stands behind %s', (url, standIn) => {
    expect(toStandIn(url)).toBe(standIn);
    expect(fromStandIn(standIn).startsWith(url)).toBe(true);
    expect(schemeOfStandIn(standIn)).toBe('app');
  });

  it.each(['file:///a', 'https://example.com/', 'other://bundle/'])('leaves %s alone', (url) => {
    expect([toStandIn(url), fromStandIn(url)]).toEqual([url, url]);
    expect(schemeOfStandIn(url)).toBeUndefined();
  });

  it('takes one handler per scheme', () => {
    schemes.handle('app', () => new Response());
    expect(() => {
      schemes.handle('app', () => new Response());
    }).toThrow('The scheme has been registered');
    schemes.unhandle('app');
    expect(schemes.handlerOf('app')).toBeUndefined();
  });
});

describe('addresses', () => {
  it.each([
    ['app://bundle/a/b', 'app://bundle'],
    ['file:///a/b', 'file://'],
    ['', 'null'],
  ])('%s has the origin %s', (url, origin) => {
    expect(originOf(url)).toBe(origin);
  });

  it.each([
    ['https://a.example/x', undefined, true],
    ['https://a.example/x', ['<all_urls>'], true],
    ['https://a.example/x', ['https://*.example/*'], true],
    ['https://aXexample/x', ['https://a.example/*'], false],
    ['app://bundle/x', ['http://*/*'], false],
  ])('%s against %j: %s', (url, patterns, matches) => {
    expect(matchesUrlPatterns(url, patterns)).toBe(matches);
  });

  it.each([
    ['https://a/', 'http=one:80;https=two:81', 'PROXY two:81'],
    ['https://a/', 'socks5://three:1080', 'SOCKS5 three:1080'],
    ['ftp://a/', 'http=one:80', 'DIRECT'],
    ['https://a/', '', 'DIRECT'],
    ['https://a/', 'direct://', 'DIRECT'],
  ])('%s under the rules %j goes %s', (url, rules, answer) => {
    expect(proxyFor(url, rules)).toBe(answer);
  });

  it('builds the address of a file with its query and fragment', () => {
    expect(fileUrl('/app dir', 'a#b.html', { query: { q: '1 2' }, hash: 'top' })).toBe(
      'file:///app%20dir/a%23b.html?q=1+2#top',
    );
  });

  it('words a failed load as Electron does', () => {
    const error = createLoadError('net::ERR_FILE_NOT_FOUND', 'file:///none');
    expect({ ...error, message: error.message }).toEqual({
      message: "ERR_FILE_NOT_FOUND (-6) loading 'file:///none'",
      code: 'ERR_FILE_NOT_FOUND',
      errno: -6,
      url: 'file:///none',
    });
  });
});

describe('preferredLanguages', () => {
  it.each([
    [{ LANGUAGE: 'zh_CN:en', LANG: 'de_DE.UTF-8' }, ['zh-CN', 'en', 'de-DE']],
    [{ LANG: 'zh_CN.UTF-8' }, ['zh-CN']],
    [{ LANG: 'C.UTF-8', LC_ALL: 'POSIX' }, ['en-US']],
    [{}, ['en-US']],
  ])('%j gives %j', (environment, languages) => {
    expect(preferredLanguages(environment)).toEqual(languages);
  });
});
