import { describe, expect, it } from 'vitest';
import { Query } from '../../../sandbox/text/query.ts';
import { signV1, stringToSignV1 } from '../../../sandbox/signing/signature-v1.ts';
import {
  canonicalRequestV4,
  parseCredential,
  signV4,
  stringToSignV4,
} from '../../../sandbox/signing/signature-v4.ts';

describe('signature V1', () => {
  it('gives the signature of the documentation’s example', () => {
    const date = 'Thu, 17 Nov 2005 18:49:58 GMT';
    const text = stringToSignV1(
      {
        method: 'PUT',
        headers: {
          'content-md5': 'ODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=',
          'content-type': 'text/html',
          date,
          host: 'oss-example.oss-cn-hangzhou.aliyuncs.com',
          'x-oss-meta-author': 'foo@bar.com',
          'x-oss-magic': 'abracadabra',
        },
        query: [],
        bucket: 'oss-example',
        key: 'nelson',
      },
      date,
    );
    expect(text).toBe(
      `PUT\nODBGOERFMDMzQTczRUY3NUE3NzA5QzdFNUYzMDQxNEM=\ntext/html\n${date}\n` +
        'x-oss-magic:abracadabra\nx-oss-meta-author:foo@bar.com\n/oss-example/nelson',
    );
    expect(signV1('OtxrzxIsfpFjA7SwPzILwy8Bw21TLhquhboDYROV', text)).toBe(
      '26NBxoKdsyly4EDv6inkoDft/yA=',
    );
  });

  it('counts the sub-resources, and no other arguments', () => {
    const query = Query.parse('prefix=p&uploadId=X&partNumber=2&list-type=2&uploads=').all;
    const request = { method: 'GET', headers: {}, query, bucket: 'b', key: '名' };
    expect(Buffer.from(stringToSignV1(request, 'D'), 'latin1').toString('utf8')).toBe(
      'GET\n\n\nD\n/b/名?partNumber=2&uploadId=X&uploads',
    );
  });
});

describe('signature V4', () => {
  it('gives the signature of the official SDKs’ example', () => {
    const scope = parseCredential('ak/20231216/cn-hangzhou/oss/aliyun_v4_request');
    if (scope === undefined) throw new Error('The credential was not understood.');
    const pairs = [
      'param1=value1',
      '+param1=value3',
      '|param1=value4',
      '+param2',
      '|param2',
      'param2',
    ];
    const canonical = canonicalRequestV4(
      {
        method: 'PUT',
        headers: {
          abc: 'value',
          'content-type': 'text/plain',
          'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
          'x-oss-date': '20231216T162057Z',
          'x-oss-head1': 'value',
          xyz: 'value',
          zabc: 'value',
        },
        query: Query.parse(pairs.map((pair) => pair.replace('+', '%2B')).join('&')).all,
        bucket: 'bucket',
        key: '1234+-/123/1.txt',
      },
      [],
    );
    expect(canonical.split('\n').slice(0, 3)).toEqual([
      'PUT',
      '/bucket/1234%2B-/123/1.txt',
      '%2Bparam1=value3&%2Bparam2&%7Cparam1=value4&%7Cparam2&param1=value1&param2',
    ]);
    const text = stringToSignV4(scope, '20231216T162057Z', canonical);
    expect(signV4('sk', scope, text)).toBe(
      'e21d18daa82167720f9b1047ae7e7f1ce7cb77a31e8203a7d5f4624fa0284afe',
    );
  });

  it('builds the canonical request of the documentation’s example', () => {
    const canonical = canonicalRequestV4(
      {
        method: 'PUT',
        headers: {
          'content-disposition': 'attachment',
          'content-length': '3',
          'content-md5': 'ICy5YqxZB1uWSwcVLSNLcA==',
          'content-type': 'text/plain',
          'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
          'x-oss-date': '20250411T064124Z',
        },
        query: [],
        bucket: 'examplebucket',
        key: 'exampleobject',
      },
      ['content-disposition', 'content-length'],
    );
    const scope = { accessKeyId: '', date: '20250411', region: 'cn-hangzhou', product: 'oss' };
    expect(stringToSignV4(scope, '20250411T064124Z', canonical)).toBe(
      'OSS4-HMAC-SHA256\n20250411T064124Z\n20250411/cn-hangzhou/oss/aliyun_v4_request\n' +
        'c46d96390bdbc2d739ac9363293ae9d710b14e48081fcb22cd8ad54b63136eca',
    );
  });

  it('encodes the path but its slashes, and sorts arguments', () => {
    const request = {
      method: 'GET',
      headers: {},
      query: Query.parse('uploads=&b=%20&a=%2F&x-oss-signature=s').all,
      bucket: 'b',
      key: "a/名 '(!)*",
    };
    const [, path, query] = canonicalRequestV4(request, []).split('\n');
    expect(path).toBe('/b/a/%E5%90%8D%20%27%28%21%29%2A');
    expect(query).toBe('a=%2F&b=%20&uploads');
  });

  it.each(['', 'a/b/c/d', 'a/20250101/r/oss/aws4_request', 'a/b/c/d/e/f'])(
    'has no credential %j',
    (text) => {
      expect(parseCredential(text)).toBeUndefined();
    },
  );
});
