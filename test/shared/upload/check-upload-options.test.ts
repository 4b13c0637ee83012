import { describe, expect, it } from 'vitest';
import {
  callbackParameter,
  checkObjectOptions,
} from '../../../shared/upload/check-upload-options.ts';
import { TransferError } from '../../../shared/errors.ts';
import type { UploadOptions } from '../../../shared/upload/upload-options.ts';

describe('callbackParameter', () => {
  it('writes every field in the words of OSS', () => {
    const { callback, variables } = callbackParameter({
      url: 'http://a.example/x;http://b.example/',
      host: 'c.example',
      body: 'bucket=${bucket}&var1=${x:var1}',
      contentType: 'application/x-www-form-urlencoded',
      customValue: { var1: 'value1', 变量: '2' },
    });
    expect(JSON.parse(callback)).toEqual({
      callbackUrl: 'http://a.example/x;http://b.example/',
      callbackHost: 'c.example',
      callbackBody: 'bucket=${bucket}&var1=${x:var1}',
      callbackBodyType: 'application/x-www-form-urlencoded',
    });
    expect(JSON.parse(variables ?? '')).toEqual({ 'x:var1': 'value1', 'x:变量': '2' });
  });

  it('row 70: takes the names of variables with their prefix, too', () => {
    const customValue = { 'x:who': '1', what: '2' };
    const { variables } = callbackParameter({ url: 'http://a.example/', body: 'a', customValue });
    expect(JSON.parse(variables ?? '')).toEqual({ 'x:who': '1', 'x:what': '2' });
  });

  it('leaves out what is not given', () => {
    const parameter = callbackParameter({ url: 'http://a.example/', body: 'a', customValue: {} });
    expect(parameter).toEqual({
      callback: '{"callbackUrl":"http://a.example/","callbackBody":"a"}',
    });
  });

  it.each([
    ['http://a.example/层 x', 'http://a.example/%E5%B1%82%20x'],
    ['http://a.example/%E5%B1%82?a=%2F', 'http://a.example/%E5%B1%82?a=%2F'],
    ['http://a.example/100%', 'http://a.example/100%25'],
  ])('escapes %s once', (url, expected) => {
    const parameter = callbackParameter({ url, body: 'a' });
    expect(JSON.parse(parameter.callback)).toMatchObject({ callbackUrl: expected });
  });
});

function refusalOf(options: UploadOptions): string | undefined {
  try {
    checkObjectOptions(options);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof TransferError && thrown.code === 'options-invalid') {
      return thrown.record.detail;
    }
    throw thrown;
  }
}

const callback = { url: 'http://example.com/', body: 'a' };

describe('checkObjectOptions', () => {
  it.each<[string, UploadOptions]>([
    ['nothing', {}],
    ['text of all kinds', { meta: { a: '层 \u{1F600} à', b: '' }, headers: { Expires: '1\t2' } }],
    ['metadata at the limit', { meta: { a: 'x'.repeat(8192 - 'x-oss-meta-a'.length) } }],
    ['a KMS key', { serverSideEncryption: { algorithm: 'KMS', keyId: 'k' } }],
    ['a callback', { callback: { ...callback, body: 'x'.repeat(3000) } }],
  ])('lets %s pass', (_what, options) => {
    expect(refusalOf(options)).toBeUndefined();
  });

  it.each<[string, UploadOptions, RegExp]>([
    [
      'metadata over the limit in bytes',
      { meta: { a: '层'.repeat(2730) } },
      /^The metadata has 8202 bytes/,
    ],
    ['names that fall together', { meta: { A: '1', a: '2' } }, /"a" is given twice/],
    ['a line break', { meta: { a: '1\r\nx-evil: 1' } }, /control character/],
    ['an escape in a type', { mime: 'text/\u001bplain' }, /control character/],
    ['half a character', { headers: { Expires: '\ud800' } }, /half of a Unicode/],
    ['half a character in a tag', { tagging: { a: '\udc00' } }, /half of a Unicode/],
    ['a long callback', { callback: { ...callback, body: 'x'.repeat(5000) } }, /callback has 6\d+/],
    [
      'long custom values',
      { callback: { ...callback, customValue: { a: '层'.repeat(2000) } } },
      /callback has 8\d+/,
    ],
    [
      'row 70: a callback variable in both spellings',
      { callback: { ...callback, customValue: { who: '1', 'x:who': '2' } } },
      /"x:who" is given twice/,
    ],
    [
      'row 70: a callback variable without a name',
      { callback: { ...callback, customValue: { 'x:': '1' } } },
      /has no name/,
    ],
    [
      'a key id without KMS',
      { serverSideEncryption: { algorithm: 'AES256', keyId: 'k' } },
      /KMS only/,
    ],
    [
      'a key id of two lines',
      { serverSideEncryption: { algorithm: 'KMS', keyId: 'k\n' } },
      /control character/,
    ],
  ])('refuses %s', (_what, options, reason) => {
    expect(refusalOf(options)).toMatch(reason);
  });
});
