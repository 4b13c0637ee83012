import { parseCopyRange } from '../../rules/objects/byte-range.ts';
import { limits } from '../../rules/limits.ts';
import {
  encryptionHeaders,
  readEncryption,
  readStorageClass,
} from '../../rules/objects/object-headers.ts';
import { OssError, invalidArgument } from '../../rules/oss-error.ts';
import { formatXmlDate } from '../../signing/request-time.ts';
import { writeXml } from '../../text/xml-writer.ts';
import { refuseKey } from '../../rules/objects/key-rules.ts';
import { readPieces } from '../../storage/read-pieces.ts';
import { receiveBytes } from '../../storage/receive-bytes.ts';
import type { ObjectAttributes, ObjectRecord, Piece } from '../../storage/records.ts';
import { xmlResponse, type OssResponse, type ObjectCall } from '../call.ts';
import { findUpload, readPartNumber, recordPart } from '../multipart.ts';
import { acceptAcl, checkOverwrite, checkWrite, readAttributes } from './write-request.ts';
import { ownerNamed, requireAction } from '../../accounts.ts';
import { checkAcl } from '../../signing/access.ts';
import { isBucketName } from '../../rules/bucket-rules.ts';
import { weighConditions } from '../../rules/objects/conditions.ts';
import { percentDecode } from '../../text/text-coding.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';

/**
 * PUT /key with `x-oss-copy-source`: copies a whole object to another name, or with other headers.
 */
export async function copyObject(call: ObjectCall): Promise<OssResponse> {
  const { bucket, key } = call;
  checkWrite(call);
  const source = findCopySource(call);
  if (source === undefined) return { status: 304 };
  const { object } = source;
  if (object.size > limits.copySize && source.bucket !== bucket)
    throw new OssError('EntityTooLarge');
  const attributes = copiedAttributes(call, object);
  // A copy onto itself keeps its files and must not wait: a write in between would remove them.
  const isSame = source.bucket === bucket && object.key === key;
  const pieces = isSame ? object.pieces : await adoptPieces(call, source);
  try {
    checkOverwrite(call);
  } catch (error) {
    if (!isSame) bucket.files.retire(pieces);
    throw error;
  }
  const { uploadId: _, ...facts } = object;
  const now = call.clock();
  bucket.putObject({ ...facts, ...attributes, key, pieces, lastModified: now });
  return copyResponse('CopyObjectResult', object.etag, object.crc64, now, attributes);
}

/** PUT /key?partNumber&uploadId with `x-oss-copy-source`: stores bytes of an object as a part. */
export async function uploadPartCopy(call: ObjectCall): Promise<OssResponse> {
  const { bucket, headers } = call;
  refuseKey(call.key);
  const number = readPartNumber(call);
  const { uploadId } = findUpload(call);
  const source = findCopySource(call);
  if (source === undefined) return { status: 304 };
  const { object } = source;
  const header = headers['x-oss-copy-source-range'];
  const range = header === undefined ? undefined : parseCopyRange(header, object.size);
  if (header !== undefined && range === undefined) {
    throw invalidArgument('The copy source range is not valid.', 'x-oss-copy-source-range', header);
  }
  const start = range?.start ?? 0;
  const end = range === undefined ? object.size : range.end + 1;
  if (end - start > limits.copySize) throw new OssError('EntityTooLarge');
  const release = source.bucket.files.hold(object.pieces);
  try {
    const bytes = readPieces(source.bucket.files, object.pieces, start, end);
    const received = await receiveBytes(bucket.files, bytes);
    const now = call.clock();
    recordPart(call, uploadId, { ...received, number, lastModified: now });
    const result = copyResponse('CopyPartResult', received.etag, received.crc64, now);
    const contentRange = `bytes ${start}-${end - 1}/${object.size}`;
    return { ...result, headers: { ...result.headers, 'Content-Range': contentRange } };
  } finally {
    release();
  }
}

/** Headers, metadata and tags come from the source or the request, according to the directives. */
function copiedAttributes(call: ObjectCall, object: ObjectRecord): ObjectAttributes {
  const { headers, bucket } = call;
  const replaces = readDirective(headers['x-oss-metadata-directive'], 'REPLACE');
  const replacesTags = readDirective(headers['x-oss-tagging-directive'], 'REPLACE');
  const given = readAttributes(call);
  const encryption = readEncryption(headers);
  return {
    headers: replaces ? given.headers : object.headers,
    meta: replaces ? given.meta : object.meta,
    tags: replacesTags ? given.tags : object.tags,
    storageClass: readStorageClass(headers['x-oss-storage-class']) ?? bucket.record.storageClass,
    acl: acceptAcl(bucket, headers['x-oss-object-acl'] ?? 'default'),
    encryption,
  };
}

function readDirective(value: string | undefined, replace: 'REPLACE'): boolean {
  const directive = value?.toUpperCase() ?? 'COPY';
  if (directive !== 'COPY' && directive !== replace) {
    throw invalidArgument('Invalid directive.', 'x-oss-metadata-directive', value);
  }
  return directive === replace;
}

/** Links or copies the bytes of the source to new files in the target bucket. */
async function adoptPieces({ bucket }: ObjectCall, source: CopySource): Promise<Piece[]> {
  const { pieces } = source.object;
  const release = source.bucket.files.hold(pieces);
  try {
    const adopted: Piece[] = [];
    for (const piece of pieces) adopted.push(await bucket.files.adopt(source.bucket.files, piece));
    return adopted;
  } finally {
    release();
  }
}

function copyResponse(
  root: string,
  etag: string,
  crc64: string,
  now: number,
  attributes?: ObjectAttributes,
): OssResponse {
  return xmlResponse(writeXml(root, { LastModified: formatXmlDate(now), ETag: `"${etag}"` }), {
    ETag: `"${etag}"`,
    'x-oss-hash-crc64ecma': crc64,
    ...encryptionHeaders(attributes?.encryption),
  });
}

/** The source object of a copy. */
interface CopySource {
  readonly bucket: BucketStorage;
  readonly object: ObjectRecord;
}

/**
 * Finds the object in `x-oss-copy-source`, checks that the caller may read it, and evaluates the
 * `x-oss-copy-source-if-*` headers.
 *
 * @returns undefined when the response must be 304
 * @throws OssError InvalidArgument, NoSuchBucket, NoSuchKey, AccessDenied, PreconditionFailed
 */
function findCopySource(call: ObjectCall): CopySource | undefined {
  const { headers, identity, storage } = call;
  const { bucketName, key } = readSource(headers['x-oss-copy-source'] ?? '');
  const bucket = storage.bucket(bucketName);
  if (bucket === undefined) {
    throw new OssError('NoSuchBucket', { details: { BucketName: bucketName } });
  }
  requireAction(identity, 'oss:GetObject', `${bucketName}/${key}`);
  const object = bucket.object(key);
  const { account } = identity;
  if (account === undefined || ownerNamed(account) !== bucket.record.ownerId) {
    checkAcl('GetObject', bucket.record.acl, object?.acl);
  }
  if (object === undefined) throw new OssError('NoSuchKey', { details: { Key: key } });
  const decision = weighConditions(
    {
      ifMatch: nonEmpty(headers['x-oss-copy-source-if-match']),
      ifNoneMatch: nonEmpty(headers['x-oss-copy-source-if-none-match']),
      ifModifiedSince: nonEmpty(headers['x-oss-copy-source-if-modified-since']),
      ifUnmodifiedSince: nonEmpty(headers['x-oss-copy-source-if-unmodified-since']),
    },
    object,
  );
  return decision === 'proceed' ? { bucket, object } : undefined;
}

function readSource(header: string): { bucketName: string; key: string } {
  const path = header.split('?')[0] ?? '';
  const match = /^\/?([^/]+)\/(.+)$/s.exec(path);
  const bucketName = match?.[1] ?? '';
  const key = percentDecode(match?.[2] ?? '');
  if (!isBucketName(bucketName) || key === undefined || key === '') {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey.',
      'x-oss-copy-source',
      header,
    );
  }
  return { bucketName, key };
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
