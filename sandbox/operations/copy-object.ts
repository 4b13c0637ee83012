import { parseCopyRange } from '../rules/byte-range.ts';
import { limits } from '../rules/limits.ts';
import { encryptionHeaders, readEncryption, readStorageClass } from '../rules/object-headers.ts';
import { OssError, invalidArgument } from '../rules/oss-error.ts';
import { formatXmlDate } from '../rules/request-time.ts';
import { writeXml } from '../rules/xml-writer.ts';
import { refuseKey } from '../rules/key-rules.ts';
import { readPieces } from '../storage/read-pieces.ts';
import { receiveBytes } from '../storage/receive-bytes.ts';
import type { ObjectAttributes, ObjectRecord, Piece } from '../storage/records.ts';
import { xmlAnswer, type ServerAnswer, type ObjectCall } from './call.ts';
import { findCopySource, type CopySource } from './copy-source.ts';
import { findUpload, readPartNumber, recordPart } from './multipart.ts';
import { acceptAcl, checkOverwrite, checkWrite, readAttributes } from './write-request.ts';

/**
 * PUT /key with `x-oss-copy-source`: copies a whole object to another name, or with other headers.
 */
export async function copyObject(call: ObjectCall): Promise<ServerAnswer> {
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
  return copyAnswer('CopyObjectResult', object.etag, object.crc64, now, attributes);
}

/** PUT /key?partNumber&uploadId with `x-oss-copy-source`: stores bytes of an object as a part. */
export async function uploadPartCopy(call: ObjectCall): Promise<ServerAnswer> {
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
    const answer = copyAnswer('CopyPartResult', received.etag, received.crc64, now);
    const contentRange = `bytes ${start}-${end - 1}/${object.size}`;
    return { ...answer, headers: { ...answer.headers, 'Content-Range': contentRange } };
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

function copyAnswer(
  root: string,
  etag: string,
  crc64: string,
  now: number,
  attributes?: ObjectAttributes,
): ServerAnswer {
  return xmlAnswer(writeXml(root, { LastModified: formatXmlDate(now), ETag: `"${etag}"` }), {
    ETag: `"${etag}"`,
    'x-oss-hash-crc64ecma': crc64,
    ...encryptionHeaders(attributes?.encryption),
  });
}
