import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { join } from 'node:path';
import { describe, expect, it, afterAll } from 'vitest';
import {
  pageFile,
  embeddedThumbnail,
  pictureId,
  readPicture,
} from '../../../../main/desktop/window/served-files.ts';
import { withExif } from './photo-with-exif.ts';

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

const thumbnail = Buffer.from('ffd8ffdb0003aaffd9', 'hex');

const pictures = mkdtempSync(path.join(tmpdir(), 'ferry-pictures-'));
afterAll(() => {
  rmSync(pictures, { recursive: true });
});

function file(name: string, content = 'content') {
  const source = { kind: 'file', path: path.join(pictures, name) } as const;
  writeFileSync(source.path, content);
  return { source };
}

describe('the address of a picture', () => {
  it.each([
    ['app://ferry/picture/7', 7],
    ['app://ferry/picture/7/..', undefined],
    ['app://ferry/picture/-7', undefined],
    ['app://ferry/picture/1e3', undefined],
    ['app://ferry/picture/%37', undefined],
    ['app://ferry.evil/picture/7', undefined],
    ['app://ferry/picture/', undefined],
  ])('%s names %s', (url, id) => {
    expect(pictureId(url)).toBe(id);
  });
});

describe('a thumbnail', () => {
  it('is the file of a picture', async () => {
    expect(await readPicture(file('a.JPG'))).toEqual({
      bytes: new TextEncoder().encode('content'),
      contentType: 'image/jpeg',
    });
  });

  it('of a large photo is the one that the camera wrote into it', async () => {
    const small = withExif(thumbnail, 1);
    const photo = Buffer.concat([small, Buffer.alloc(5 * 1024 * 1024)]);
    const { source } = file('photo.jpg');
    writeFileSync(source.path, photo);
    expect((await readPicture({ source }))?.bytes).toEqual(new Uint8Array(thumbnail));
    writeFileSync(source.path, Buffer.alloc(5 * 1024 * 1024));
    expect(await readPicture({ source })).toBeUndefined();
    writeFileSync(source.path, small);
    expect((await readPicture({ source }))?.bytes).toEqual(new Uint8Array(small));
  });

  it('is nothing for another file, a huge one, an empty one, or a row without a file', async () => {
    const huge = file('huge.png');
    truncateSync(huge.source.path, 25 * 1024 * 1024);
    const none = { source: { ...huge.source, path: path.join(pictures, 'none.png') } };
    const blob = { source: { kind: 'blob', path: huge.source.path, name: 'a.png' } as const };
    const folderRow = { source: { kind: 'file', path: pictures } as const };
    const rows = [file('a.svg'), file('a.txt'), file('empty.png', ''), huge, none, blob, folderRow];
    expect(await Promise.all([...rows, undefined].map(readPicture))).toEqual(
      [...rows, undefined].map(() => undefined),
    );
  });
});

describe('the thumbnail in a photo', () => {
  it('is found in either order of bytes, behind other segments', () => {
    expect(embeddedThumbnail(withExif(thumbnail, 1))).toEqual(thumbnail);
    expect(embeddedThumbnail(withExif(thumbnail, 1, true))).toEqual(thumbnail);
  });

  it('is turned as the photo says', () => {
    const found = embeddedThumbnail(withExif(thumbnail, 6, true));
    const orientation = '4d4d002a00000008000101120003000000010006000000000000';
    const segment = `ffe10022${Buffer.from('Exif\0\0').toString('hex')}${orientation}`;
    expect(found?.toString('hex')).toBe(`ffd8${segment}ffdb0003aaffd9`);
  });

  it('is nothing in a file that is cut off at any byte, or has none', () => {
    const photo = withExif(thumbnail, 1);
    const end = photo.indexOf(thumbnail) + thumbnail.length;
    for (let length = 0; length < end; length += 1) {
      expect(embeddedThumbnail(photo.subarray(0, length))).toBeUndefined();
    }
    expect(embeddedThumbnail(withExif(Buffer.from('no picture'), 1))).toBeUndefined();
    expect(embeddedThumbnail(Buffer.from('ffd8ffda0002ffd9', 'hex'))).toBeUndefined();
  });
});
