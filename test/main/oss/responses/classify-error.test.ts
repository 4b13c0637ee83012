import { describe, expect, it } from 'vitest';
import { plainDetail } from '../../../../main/oss/responses/classify-error.ts';
import type { TransportFailureReason } from '../../../../main/transfer/transport.ts';
import type { ErrorCode } from '../../../../shared/errors.ts';
import { noOptions, someContext, someRange, someTarget } from '../../../helpers/oss-account.ts';
import { ossError, requestId } from '../../../helpers/oss-responses.ts';
import { rejectionOf, scriptedStore } from '../scripted-store.ts';

async function recordOf(answer: ReturnType<typeof ossError>) {
  const { store, transport } = scriptedStore();
  const uploaded = store.uploadPart(someTarget, 'U1', 1, someRange(0, 9), someContext());
  const { respondWith } = await transport.nextRequest();
  respondWith(answer);
  return rejectionOf(uploaded);
}

describe('an error of OSS', () => {
  it.each<[number, string, ErrorCode]>([
    [400, 'InvalidArgument', 'request-refused'],
    [400, 'InvalidDigest', 'corrupted-on-the-way'],
    [400, 'InvalidCRC64', 'corrupted-on-the-way'],
    [400, 'MalformedXML', 'corrupted-on-the-way'],
    [400, 'InvalidPart', 'part-rejected'],
    [400, 'InvalidPartOrder', 'part-rejected'],
    [400, 'EntityTooSmall', 'part-rejected'],
    [400, 'EntityTooLarge', 'size-refused'],
    [400, 'InvalidObjectName', 'key-invalid'],
    [400, 'InvalidBucketName', 'bucket-missing'],
    [400, 'RequestTimeout', 'connection-lost'],
    [400, 'IncompleteBody', 'connection-lost'],
    [403, 'AccessDenied', 'access-denied'],
    [403, 'InvalidAccessKeyId', 'credentials-rejected'],
    [403, 'InvalidAccessKeyId.Inactive', 'credentials-rejected'],
    [403, 'SignatureDoesNotMatch', 'credentials-rejected'],
    [403, 'UserDisable', 'account-suspended'],
    [403, 'InDebtOverdue', 'account-suspended'],
    [400, 'PublicEndpointForbidden', 'public-endpoint-refused'],
    [400, 'ApkDownloadForbidden', 'download-refused'],
    [409, 'FileImmutable', 'object-immutable'],
    [403, 'SecondLevelDomainForbidden', 'request-refused'],
    [404, 'NoSuchBucket', 'bucket-missing'],
    [404, 'NoSuchUpload', 'upload-missing'],
    [404, 'NoSuchKey', 'object-missing'],
    [404, 'SomethingNew', 'request-refused'],
    [409, 'FileAlreadyExists', 'object-exists'],
    [409, 'ObjectAlreadyExists', 'object-exists'],
    [411, 'MissingContentLength', 'request-refused'],
    [412, 'PreconditionFailed', 'object-exists'],
    [429, 'SomethingNew', 'server-busy'],
    [500, 'InternalError', 'server-error'],
    [502, 'SomethingNew', 'server-error'],
    [503, 'ServiceUnavailable', 'server-busy'],
    [503, 'UploadTrafficRateLimitExceeded', 'server-busy'],
    [503, 'TotalQpsLimitExceeded', 'server-busy'],
    [400, 'SlowDown', 'server-busy'],
    [504, 'SomethingNew', 'server-error'],
  ])('%i %s is %s', async (status, ossCode, code) => {
    const record = await recordOf(ossError(status, ossCode, { EC: '0000-00000001' }));
    expect(record).toEqual({
      code,
      detail: `UploadPart: ${ossCode}: Because.`,
      status,
      ossCode,
      ecCode: '0000-00000001',
      requestId,
      ...(code === 'access-denied' ? { missingAction: 'oss:PutObject' } : {}),
    });
  });

  it('says how long to stay away', async () => {
    const delay = { 'x-oss-qos-delay-time': '1500', 'retry-after': '7' };
    expect(await recordOf(ossError(503, 'ServiceUnavailable', {}, delay))).toMatchObject({
      retryAfter: 1500,
    });
    const seconds = ossError(503, 'ServiceUnavailable', {}, { 'retry-after': '7' });
    expect(await recordOf(seconds)).toMatchObject({ retryAfter: 7000 });
    const endless = ossError(503, 'SlowDown', {}, { 'x-oss-qos-delay-time': '9'.repeat(15) });
    expect(await recordOf(endless)).toMatchObject({ retryAfter: 3_600_000 });
    const past = { 'retry-after': 'Fri, 24 Feb 2012 06:07:48 GMT' };
    expect(await recordOf(ossError(503, 'SlowDown', {}, past))).toMatchObject({ retryAfter: 0 });
    const nonsense = await recordOf(ossError(503, 'SlowDown', {}, { 'retry-after': 'soon' }));
    expect(nonsense).not.toHaveProperty('retryAfter');
  });

  it('names the right that OSS names, else the one the operation needs', async () => {
    const named = ossError(403, 'AccessDenied', { AuthAction: 'oss:PutObjectTagging' });
    expect(await recordOf(named)).toMatchObject({ missingAction: 'oss:PutObjectTagging' });
    const hostile = ossError(403, 'AccessDenied', { AuthAction: 'rm -rf' });
    expect(await recordOf(hostile)).toMatchObject({ missingAction: 'oss:PutObject' });
  });

  it.each([
    ['oss:AbortMultipartUpload', (store: Store) => store.abort(someTarget, 'U', someContext())],
    ['oss:ListParts', (store: Store) => store.listParts(someTarget, 'U', someContext())],
    ['oss:PutObject', (store: Store) => store.initiate(someTarget, noOptions, someContext())],
    [
      'oss:PutObject',
      (store: Store) => store.complete(someTarget, 'U', [], noOptions, someContext()),
    ],
    [
      'oss:ListMultipartUploads',
      (store: Store) => store.listUploads({ ...someTarget, prefix: '' }, someContext()),
    ],
  ])('names %s', async (missingAction, call) => {
    const { store, transport } = scriptedStore();
    const called = call(store);
    const { respondWith } = await transport.nextRequest();
    respondWith(ossError(403, 'AccessDenied'));
    expect(await rejectionOf(called)).toMatchObject({ code: 'access-denied', missingAction });
  });

  it('passes on the endpoint that a bucket should be reached at', async () => {
    const endpoint = 'oss-cn-shanghai.aliyuncs.com';
    const record = await recordOf(ossError(403, 'AccessDenied', { Endpoint: endpoint }));
    expect(record).toMatchObject({
      code: 'bucket-elsewhere',
      endpoint,
      detail: `UploadPart: AccessDenied: Because. Use ${endpoint}.`,
    });
    const hostile = await recordOf(ossError(403, 'AccessDenied', { Endpoint: 'a b' }));
    expect([hostile.code, hostile.endpoint]).toEqual(['access-denied', undefined]);
  });

  it('takes the region from the header of a response without that body', async () => {
    const ec = { EC: '0003-00001403' };
    const header = { 'x-oss-ec': ec.EC, 'x-oss-bucket-region': 'oss-cn-shanghai' };
    expect(await recordOf(ossError(403, 'AccessDenied', ec, header))).toMatchObject({
      code: 'bucket-elsewhere',
      endpoint: 'oss-cn-shanghai.aliyuncs.com',
    });
    // The owner reads this header in other refusals, too.
    const other = ossError(403, 'AccessDenied', {}, { 'x-oss-bucket-region': 'oss-cn-shanghai' });
    expect((await recordOf(other)).code).toBe('access-denied');
  });

  it.each<[string, ErrorCode]>([
    ['0002-00000080', 'signature-version-refused'],
    ['0003-00001403', 'bucket-elsewhere'],
    ['0016-00000901', 'public-access-blocked'],
    ['0048-00000401', 'public-endpoint-refused'],
  ])('is known by its diagnosis code %s', async (EC, code) => {
    const record = await recordOf(ossError(403, 'AccessDenied', { EC }));
    expect([record.code, record.missingAction]).toEqual([code, undefined]);
  });

  it('lets neither secrets nor addresses nor lines into the detail', async () => {
    const message =
      'test-access-key-secret of test-access-key-id\nat https://evil.example/?Signature=1 \u001b[31m';
    const { detail } = await recordOf(ossError(400, 'InvalidArgument', { Message: message }));
    // The first Message counts; this one comes second and makes an array of it.
    expect(detail).not.toContain('secret of');
    const answer = ossError(400, 'InvalidArgument');
    const body = Buffer.from(answer.body ?? [])
      .toString()
      .replace('Because.', message.replace('\u001b', ''));
    const record = await recordOf({ ...answer, body: Buffer.from(body) });
    expect(record.detail).toBe(
      'UploadPart: InvalidArgument: [secret] of [secret] at [address] [31m',
    );
  });

  it('survives elements that are not text', async () => {
    const error = ossError(403, 'AccessDenied', { EC: '<a>1</a>', RequestId: '<b/>' });
    expect(await recordOf(error)).toMatchObject({ code: 'access-denied', requestId });
  });
});

type Store = ReturnType<typeof scriptedStore>['store'];

describe('a failure of the transport', () => {
  it.each<[TransportFailureReason, ErrorCode]>([
    ['unreachable', 'offline'],
    ['refused', 'offline'],
    ['proxy-failed', 'offline'],
    ['connection-lost', 'connection-lost'],
    ['worker-failed', 'connection-lost'],
    ['idle', 'no-progress'],
    ['certificate', 'certificate-rejected'],
    ['proxy-authentication', 'proxy-authentication'],
    ['short-read', 'source-changed'],
    ['read-failed', 'source-unavailable'],
    ['response-too-large', 'unexpected-answer'],
  ])('%s is %s', async (reason, code) => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { failWith } = await transport.nextRequest();
    failWith({ reason, detail: 'It broke', systemCode: 'EPIPE' });
    expect(await rejectionOf(put)).toEqual({ code, detail: 'It broke (EPIPE)' });
  });

  it.each<[string, ErrorCode]>([
    ['CERT_HAS_EXPIRED', 'certificate-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate-name-differs'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate-rejected'],
  ])('of a certificate with %s is %s', async (systemCode, code) => {
    const { store, transport } = scriptedStore();
    const put = store.put(someTarget, someRange(0, 9), noOptions, someContext());
    const { failWith } = await transport.nextRequest();
    failWith({ reason: 'certificate', detail: 'It broke', systemCode });
    expect((await rejectionOf(put)).code).toBe(code);
  });
});

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
