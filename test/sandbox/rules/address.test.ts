import { describe, expect, it } from 'vitest';
import { readAddress } from '../../../sandbox/rules/address.ts';
import { nameOperation } from '../../../sandbox/rules/operation.ts';
import { Query } from '../../../sandbox/text/query.ts';

describe('readAddress', () => {
  it.each([
    ['127.0.0.1:80', '/', {}],
    ['127.0.0.1', '/b', { bucket: 'b' }],
    ['localhost:1', '/b/', { bucket: 'b' }],
    ['[::1]:1', '/b/k/l', { bucket: 'b', rawKey: 'k/l' }],
    ['oss-cn-hangzhou.aliyuncs.com', '/', {}],
    ['OSS-cn-hangzhou-internal.aliyuncs.com', '/b/k', { bucket: 'b', rawKey: 'k' }],
    ['.oss-cn-hangzhou.aliyuncs.com', '/', {}],
    ['b.oss-cn-hangzhou.aliyuncs.com', '/', { bucket: 'b' }],
    ['b.oss-cn-hangzhou.aliyuncs.com:9', '/k//', { bucket: 'b', rawKey: 'k//' }],
    ['b.localhost', '/k', { bucket: 'b', rawKey: 'k' }],
  ])('%s %s', (host, path, address) => {
    expect(readAddress(host, path, []).address).toEqual(address);
  });

  it('offers other readings where only the signature decides', () => {
    expect(readAddress('b.oss-cn-hangzhou.aliyuncs.com', '/b/k', ['b', 'c'])).toEqual({
      address: { bucket: 'b', rawKey: 'b/k' },
      others: [{ bucket: 'b', rawKey: 'k' }],
    });
    expect(readAddress('files.example.com', '/k', ['b', 'c'])).toEqual({
      address: { bucket: 'files', rawKey: 'k' },
      others: [
        { bucket: 'b', rawKey: 'k' },
        { bucket: 'c', rawKey: 'k' },
      ],
    });
  });
});

describe('nameOperation', () => {
  const name = (
    method: string,
    level: 'service' | 'bucket' | 'object',
    query = '',
    isCopy = false,
  ) =>
    nameOperation({
      method,
      bucket: level === 'service' ? undefined : 'b',
      key: level === 'object' ? 'k' : undefined,
      query: Query.parse(query),
      isCopy,
    });

  it.each([
    ['GET', 'service', '', 'ListBuckets'],
    ['PUT', 'bucket', '', 'PutBucket'],
    ['GET', 'bucket', 'list-type=2', 'ListObjects'],
    ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
    ['PUT', 'bucket', 'cors', 'PutBucketConfiguration'],
    ['POST', 'object', 'uploads', 'InitiateMultipartUpload'],
    ['PUT', 'object', 'partNumber=1&uploadId=x', 'UploadPart'],
    ['POST', 'object', 'uploadId=x', 'CompleteMultipartUpload'],
    ['DELETE', 'object', 'uploadId=x', 'AbortMultipartUpload'],
    ['HEAD', 'object', 'objectMeta', 'GetObjectMeta'],
    ['PUT', 'object', '', 'PutObject'],
    ['POST', 'object', '', undefined],
    ['PATCH', 'bucket', '', undefined],
  ] as const)('%s of a %s with ?%s', (method, level, query, operation) => {
    expect(name(method, level, query)).toBe(operation);
  });

  it('distinguishes copies from uploads', () => {
    expect(name('PUT', 'object', '', true)).toBe('CopyObject');
    expect(name('PUT', 'object', 'uploadId=x', true)).toBe('UploadPartCopy');
    expect(name('GET', 'object', '', true)).toBe('GetObject');
  });
});
