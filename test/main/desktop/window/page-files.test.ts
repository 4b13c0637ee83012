import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageFile } from '../../../../main/desktop/window/page-files.ts';

const folder = join(import.meta.dirname, 'page');

describe('pageFile', () => {
  it.each([
    ['app://ferry/', 'index.html', 'text/html; charset=utf-8'],
    ['app://ferry/index.html?a=b#/queue', 'index.html', 'text/html; charset=utf-8'],
    ['app://ferry/assets/a%20b.js', 'assets/a b.js', 'text/javascript; charset=utf-8'],
    ['app://ferry/assets/../font.woff2', 'font.woff2', 'font/woff2'],
    ['app://ferry/..name.css', '..name.css', 'text/css; charset=utf-8'],
  ])('finds %s', (url, name, contentType) => {
    expect(pageFile(url, folder)).toEqual({ path: join(folder, name), contentType });
  });

  it.each([
    '/..%2fsecret.js',
    '/%2e%2e%2fsecret.js',
    '/%2E%2E%2Fsecret.js',
    '/assets/..%2f..%2fsecret.js',
    '/..%2fpage-of-others/a.js',
    '/..%2fpage.js',
    '/..%5csecret.js',
    '/..\\secret.js',
    '/a.js%00.png',
    '/%ff.js',
    '/%.js',
  ])('finds nothing outside the folder, nor for broken names: %s', (path) => {
    expect(pageFile(`app://ferry${path}`, folder)).toBeUndefined();
  });

  it('stays inside however a path climbs', () => {
    const climbing = ['/../../secret.js', '/%2e%2e/%2e%2e/secret.js', '/.%2e/secret.js'];
    expect(climbing.map((path) => pageFile(`app://ferry${path}`, folder)?.path)).toEqual(
      climbing.map(() => join(folder, 'secret.js')),
    );
  });

  it('decodes a name once only', () => {
    expect(pageFile('app://ferry/%252e%252e%252fa.js', folder)?.path).toBe(
      join(folder, '%2e%2e%2fa.js'),
    );
  });

  it.each([
    'no address',
    'https://ferry/index.html',
    'app://ferry.evil/index.html',
    'app://ferry@evil/index.html',
    'app://ferry/assets',
    'app://ferry/main.ts',
    'app://ferry/a.JS',
    'app://ferry/.js',
  ])('does not serve %s', (url) => {
    expect(pageFile(url, folder)).toBeUndefined();
  });
});
