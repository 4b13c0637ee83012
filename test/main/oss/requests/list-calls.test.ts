import { describe, expect, it } from 'vitest';
import { bytes, ossResponse, ossError } from '../../../helpers/oss-responses.ts';
import { someAccount, someContext, someTarget } from '../../../helpers/oss-account.ts';
import { rejectionOf, scriptedStore } from '../scripted-store.ts';

function partsPage(parts: string, more = '<IsTruncated>false</IsTruncated>'): Uint8Array {
  return bytes(
    `<ListPartsResult><UploadId>U1</UploadId><MaxParts>1000</MaxParts>${more}${parts}</ListPartsResult>`,
  );
}

function part(number: number, size = 100): string {
  return (
    `<Part><PartNumber>${number}</PartNumber><LastModified>2012-02-23T07:01:34.000Z</LastModified>` +
    `<ETag>&quot;E${number}&quot;</ETag><Size>${size}</Size></Part>`
  );
}

describe('listParts', () => {
  it.each([
    ['none', '', []],
    ['one', part(5), [{ number: 5, size: 100, etag: '"E5"' }]],
    [
      'several',
      part(1) + part(3, 0),
      [
        { number: 1, size: 100, etag: '"E1"' },
        { number: 3, size: 0, etag: '"E3"' },
      ],
    ],
  ])('reads %s', async (_what, parts, expected) => {
    const { store, transport } = scriptedStore();
    const listed = store.listParts(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body: partsPage(parts) }));
    expect(await listed).toEqual(expected);
  });

  it('follows the pages', async () => {
    const { store, transport } = scriptedStore();
    const listed = store.listParts(someTarget, 'U1', someContext());
    const first = await transport.nextRequest();
    const more = '<NextPartNumberMarker>2</NextPartNumberMarker><IsTruncated>true</IsTruncated>';
    first.respondWith(ossResponse({ body: partsPage(part(1) + part(2), more) }));
    const second = await transport.nextRequest();
    second.respondWith(ossResponse({ body: partsPage(part(3)) }));
    expect((await listed).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(queryOf(first.request.url)).toEqual({
      'encoding-type': 'url',
      'max-parts': '1000',
      'part-number-marker': '0',
      uploadId: 'U1',
    });
    expect(queryOf(second.request.url)).toMatchObject({ 'part-number-marker': '2' });
  });

  it.each([
    ['goes in circles', partsPage(part(1), '<IsTruncated>true</IsTruncated>')],
    [
      'is about another upload',
      bytes('<ListPartsResult><UploadId>U2</UploadId></ListPartsResult>'),
    ],
    ['names no number', partsPage('<Part><ETag>"E"</ETag><Size>1</Size></Part>')],
    ['names a number out of range', partsPage(part(10_001))],
    ['names no size', partsPage('<Part><PartNumber>1</PartNumber><ETag>"E"</ETag></Part>')],
    ['names a negative size', partsPage(part(1, -1))],
    ['has two ETags', partsPage(part(1).replace('<Size>', '<ETag>"X"</ETag><Size>'))],
    ['has text for a part', partsPage('<Part>hello</Part>')],
  ])('does not believe a list that %s', async (_what, body) => {
    const { store, transport } = scriptedStore();
    const listed = store.listParts(someTarget, 'U1', someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body }));
    expect((await rejectionOf(listed)).code).toBe('unexpected-answer');
  });
});

describe('listUploads', () => {
  const target = { accountId: someAccount.id, bucket: 'my-bucket', prefix: 'a b/' };

  function uploadsPage(uploads: readonly string[], more: string): Uint8Array {
    const items = uploads.map(
      (key) =>
        `<Upload><Key>${key}</Key><UploadId>U-${key}</UploadId>` +
        '<Initiated>2012-02-23T04:18:23.000Z</Initiated></Upload>',
    );
    return bytes(
      `<ListMultipartUploadsResult>${more}${items.join('')}</ListMultipartUploadsResult>`,
    );
  }

  it('follows the pages, with keys that only survive encoded', async () => {
    const { store, transport } = scriptedStore();
    const listed = store.listUploads(target, someContext());
    const first = await transport.nextRequest();
    const more =
      '<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>' +
      '<NextKeyMarker>a%20b%2F%01</NextKeyMarker><NextUploadIdMarker>U9</NextUploadIdMarker>';
    first.respondWith(ossResponse({ body: uploadsPage(['a%20b%2F%01', 'a+b%2Bc'], more) }));
    const second = await transport.nextRequest();
    const last = '<EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>';
    second.respondWith(ossResponse({ body: uploadsPage(['z'], last) }));
    const initiated = Date.parse('2012-02-23T04:18:23.000Z');
    expect(await listed).toEqual([
      { key: 'a b/\u0001', uploadId: 'U-a%20b%2F%01', initiated },
      { key: 'a b+c', uploadId: 'U-a+b%2Bc', initiated },
      { key: 'z', uploadId: 'U-z', initiated },
    ]);
    expect(first.request.url).toContain('https://my-bucket.oss-cn-hangzhou.aliyuncs.com/?');
    expect(queryOf(first.request.url)).toEqual({
      'encoding-type': 'url',
      'max-uploads': '200',
      prefix: 'a b/',
      uploads: '',
    });
    expect(queryOf(second.request.url)).toMatchObject({
      'key-marker': 'a b/\u0001',
      'upload-id-marker': 'U9',
    });
  });

  it('takes keys as they are when the server did not encode them', async () => {
    const { store, transport } = scriptedStore();
    const listed = store.listUploads(target, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body: uploadsPage(['50%25'], '<IsTruncated>false</IsTruncated>') }));
    expect((await listed)[0]?.key).toBe('50%25');
  });

  it.each([
    ['does not go on', uploadsPage([], '<IsTruncated>true</IsTruncated>')],
    ['is not encoded as it says', uploadsPage(['%zz'], '<EncodingType>url</EncodingType>')],
    [
      'names no time',
      bytes(
        '<ListMultipartUploadsResult><Upload><Key>a</Key><UploadId>U</UploadId></Upload></ListMultipartUploadsResult>',
      ),
    ],
  ])('does not believe a list that %s', async (_what, body) => {
    const { store, transport } = scriptedStore();
    const listed = store.listUploads(target, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossResponse({ body }));
    expect((await rejectionOf(listed)).code).toBe('unexpected-answer');
  });
});

describe('probe', () => {
  it('row 76: is content when the object of the upload that cannot exist is missing', async () => {
    const { store, transport } = scriptedStore();
    const probe = store.probe(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossError(404, 'NoSuchKey'));
    await expect(probe).resolves.toBeUndefined();
  });

  it('is content when OSS knows no such upload', async () => {
    const { store, transport } = scriptedStore();
    const probe = store.probe(someTarget, someContext());
    const { request, respondWith } = await transport.nextRequest();
    respondWith(ossError(404, 'NoSuchUpload'));
    await expect(probe).resolves.toBeUndefined();
    expect(request.method).toBe('GET');
    expect(queryOf(request.url)['uploadId']).toMatch(/^[0-9A-F]{32}$/);
  });

  it.each([
    [404, 'NoSuchBucket', 'bucket-missing'],
    [403, 'InvalidAccessKeyId', 'credentials-rejected'],
    [403, 'SignatureDoesNotMatch', 'credentials-rejected'],
    [403, 'AccessDenied', 'access-denied'],
  ])('tells of %i %s', async (status, ossCode, code) => {
    const { store, transport } = scriptedStore();
    const probe = store.probe(someTarget, someContext());
    const { respondWith } = await transport.nextRequest();
    respondWith(ossError(status, ossCode));
    expect(await rejectionOf(probe)).toMatchObject({ code, ossCode });
  });
});

function queryOf(url: string): Record<string, string> {
  return Object.fromEntries(new URL(url).searchParams);
}
