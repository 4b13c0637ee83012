import { compareKeys } from '../rules/objects/key-rules.ts';
import { invalidArgument } from '../rules/oss-error.ts';
import type { Query } from '../text/query.ts';
import { formatXmlDate } from '../signing/request-time.ts';
import { percentEncode } from '../text/text-coding.ts';
import { writeXml } from '../text/xml-writer.ts';
import { xmlResponse, type OssResponse, type BucketCall, type ObjectCall } from './call.ts';
import { findUpload } from './multipart.ts';

/** GET /key?uploadId: the stored parts, by number. */
export function handleListParts(call: ObjectCall): OssResponse {
  const { bucket, query } = call;
  const { uploadId, key, attributes } = findUpload(call);
  const most = readCount(query, 'max-parts', 1000);
  const markerText = query.get('part-number-marker') ?? '';
  const marker = /^\d{1,9}$/.test(markerText) ? Number(markerText) : 0;
  const isEncoded = query.get('encoding-type') === 'url';
  const rest = bucket.uploads.parts(uploadId).filter((part) => part.number > marker);
  const page = rest.slice(0, most);
  return xmlResponse(
    writeXml('ListPartsResult', {
      EncodingType: isEncoded ? 'url' : undefined,
      Bucket: bucket.record.name,
      Key: isEncoded ? percentEncode(key) : key,
      UploadId: uploadId,
      StorageClass: attributes.storageClass,
      PartNumberMarker: marker,
      NextPartNumberMarker: page.at(-1)?.number ?? '',
      MaxParts: most,
      IsTruncated: rest.length > page.length,
      Part: page.map((part) => ({
        PartNumber: part.number,
        LastModified: formatXmlDate(part.lastModified),
        ETag: `"${part.etag}"`,
        HashCrc64ecma: part.crc64,
        Size: part.size,
      })),
    }),
  );
}

/** GET /?uploads: the uploads in progress, by key and then by id. */
export function listMultipartUploads({ bucket, query }: BucketCall): OssResponse {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const keyMarker = query.get('key-marker') ?? '';
  // Without a key marker OSS ignores the id marker.
  const idMarker = keyMarker === '' ? '' : (query.get('upload-id-marker') ?? '');
  const most = readCount(query, 'max-uploads', 1000);
  const isEncoded = query.get('encoding-type') === 'url';
  const encode = (text: string): string => (isEncoded ? percentEncode(text) : text);
  const uploads: { key: string; uploadId: string; initiated: number }[] = [];
  const prefixes: string[] = [];
  let isTruncated = false;
  let next = { key: '', uploadId: '' };
  for (const { key, uploadId, initiated } of bucket.uploads.list()) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    const group = end === -1 ? undefined : key.slice(0, end + delimiter.length);
    if (!isAfter(key, uploadId, keyMarker, idMarker)) continue;
    if (group !== undefined && (group === keyMarker || prefixes.at(-1) === group)) continue;
    if (uploads.length + prefixes.length >= most) {
      isTruncated = true;
      break;
    }
    if (group === undefined) uploads.push({ key, uploadId, initiated });
    else prefixes.push(group);
    next = group === undefined ? { key, uploadId } : { key: group, uploadId: '' };
  }
  return xmlResponse(
    writeXml('ListMultipartUploadsResult', {
      EncodingType: isEncoded ? 'url' : undefined,
      Bucket: bucket.record.name,
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: isTruncated ? encode(next.key) : '',
      NextUploadIdMarker: isTruncated ? next.uploadId : '',
      Delimiter: encode(delimiter),
      Prefix: encode(prefix),
      MaxUploads: most,
      IsTruncated: isTruncated,
      Upload: uploads.map(({ key, uploadId, initiated }) => ({
        Key: encode(key),
        UploadId: uploadId,
        StorageClass: 'Standard',
        Initiated: formatXmlDate(initiated),
      })),
      CommonPrefixes: prefixes.map((group) => ({ Prefix: encode(group) })),
    }),
  );
}

/**
 * Reads a page size.
 *
 * @throws OssError InvalidArgument when it is not a whole number from 1 to 1,000
 */
export function readCount(query: Query, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === undefined || text === '') return fallback;
  const count = Number(text);
  if (!/^\d{1,9}$/.test(text) || count < 1 || count > 1000) {
    throw invalidArgument(`Argument ${name} must be an integer between 1 and 1000.`, name, text);
  }
  return count;
}

function isAfter(key: string, uploadId: string, keyMarker: string, idMarker: string): boolean {
  if (keyMarker === '') return true;
  const order = compareKeys(key, keyMarker);
  if (order !== 0) return order > 0;
  return idMarker !== '' && compareKeys(uploadId, idMarker) > 0;
}
