import { expect, it } from 'vitest';
import { readUploadOptions } from '../../../shared/upload/upload-options.ts';

it('reads options that fit', () => {
  const options = { parallel: 4, meta: { author: '作者' }, headers: { Expires: '0' } };
  expect([readUploadOptions({}), readUploadOptions(options)]).toEqual([
    { ok: true, options: {} },
    { ok: true, options },
  ]);
});

it.each([
  [{ parallel: 0 }, ['parallel']],
  [{ colour: 'red' }, ['colour']],
  [{ meta: { 'a b': 'x' } }, ['meta', 'a b']],
  [{ headers: { 'Cache-Control': 'a\r\nX-Evil: 1' } }, ['headers', 'Cache-Control']],
  [{ callback: { url: 'ftp://a', body: 'b' } }, ['callback', 'url']],
  ['text', []],
])('says where %j does not', (value, path) => {
  expect(readUploadOptions(value)).toMatchObject({ ok: false, path });
});
