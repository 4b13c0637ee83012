import { describe, expect, it } from 'vitest';
import { plainDetail } from '../../../../main/oss/responses/plain-detail.ts';

describe('plainDetail', () => {
  it.each([
    ['connect failed', 'connect failed'],
    ['two\r\nlines\tand \u001b[31mcolour', 'two lines and [31mcolour'],
    ['see https://b.example/k?Signature=abc now', 'see [address] now'],
    ['\u202eright to left\u2066', 'right to left'],
    ['the secret a+b', 'the secret [secret]'],
    ['the secret a%2Bb and YSti', 'the secret [secret] and [secret]'],
    [
      'OSS4-HMAC-SHA256 Credential=K/2026/aliyun_v4_request,Signature=0aff, next',
      'OSS4-HMAC-SHA256 Credential=K/2026/aliyun_v4_request,Signature=[secret], next',
    ],
    ['Authorization: OSS K:sig and more', 'Authorization: [secret]'],
    ['"x-oss-security-token": "CAIS+/=="', '"x-oss-security-token": "[secret]"'],
    ['set-cookie: session=1; a', 'set-cookie: [secret]; a'],
    ['securityToken=abc&x', 'securityToken=[secret]&x'],
    ['Proxy says Basic dXNlcjpwYXNz here', 'Proxy says Basic [secret] here'],
    ['', ''],
  ])('makes %j plain', (text, expected) => {
    expect(plainDetail(text, ['a+b', ''])).toBe(expected);
  });

  it('row 76: leaves ordinary words alone when a secret has a letter or two', () => {
    expect(plainDetail('NoSuchKey', ['y', 'Ke', 'NoS'])).toBe('[secret]uchKey');
  });

  it('is never long', () => {
    expect(plainDetail('x'.repeat(10_000), [])).toHaveLength(300);
  });
});
