import { randomBytes } from 'node:crypto';
import { combineServerCrc64 } from '../rules/crc64-combine.ts';
import {
  chooseParts,
  multipartEtag,
  parsePartNumber,
  type PartChoice,
} from '../rules/complete-multipart.ts';
import { refuseKey } from '../rules/objects/key-rules.ts';
import { limits } from '../rules/limits.ts';
import { encryptionHeaders } from '../rules/objects/object-headers.ts';
import { OssError, invalidArgument } from '../rules/oss-error.ts';
import { childText, readXml } from '../text/xml-reader.ts';
import { writeXml } from '../text/xml-writer.ts';
import { percentEncode } from '../text/text-coding.ts';
import type { PartRecord, UploadRecord } from '../storage/records.ts';
import { xmlResponse, type OssResponse, type ObjectCall } from './call.ts';
import { handleWithCallback, findCallback } from './callback.ts';
import {
  acceptAcl,
  checkOverwrite,
  checkTextDigest,
  checkWrite,
  forbidsOverwrite,
  readAttributes,
  receiveBody,
  storedResponse,
} from './objects/write-request.ts';

/** POST /key?uploads: begins an upload; its headers become the headers of the object. */
export function handleInitiate(call: ObjectCall): OssResponse {
  const { bucket, key, now, headers } = call;
  checkWrite(call);
  const attributes = readAttributes(call);
  const uploadId = randomBytes(16).toString('hex').toUpperCase();
  const forbidOverwrite = forbidsOverwrite(headers);
  bucket.uploads.begin({ uploadId, key, initiated: now, attributes, forbidOverwrite });
  const isEncoded = call.query.get('encoding-type') === 'url';
  return xmlResponse(
    writeXml('InitiateMultipartUploadResult', {
      EncodingType: isEncoded ? 'url' : undefined,
      Bucket: bucket.record.name,
      Key: isEncoded ? percentEncode(key) : key,
      UploadId: uploadId,
    }),
    encryptionHeaders(attributes.encryption),
  );
}

/** PUT /key?partNumber&uploadId: stores one part and replaces an earlier part of its number. */
export async function handleUploadPart(call: ObjectCall): Promise<OssResponse> {
  const { bucket } = call;
  refuseKey(call.key);
  const number = readPartNumber(call);
  const { uploadId } = findUpload(call);
  const received = await receiveBody(call);
  recordPart(call, uploadId, { ...received, number, lastModified: call.clock() });
  return storedResponse(received, bucket.uploads.find(uploadId, call.key)?.attributes);
}

/** Records a part after its bytes arrived; the upload may have ended in the meantime. */
export function recordPart(call: ObjectCall, uploadId: string, part: PartRecord): void {
  if (call.bucket.uploads.find(uploadId, call.key) === undefined) {
    call.bucket.files.retire(part.pieces);
    throw noSuchUpload(uploadId);
  }
  call.bucket.uploads.putPart(uploadId, part);
}

/** DELETE /key?uploadId: ends an upload and removes its parts. */
export function handleAbort(call: ObjectCall): OssResponse {
  const { uploadId } = findUpload(call);
  call.bucket.uploads.end(uploadId);
  return { status: 204 };
}

/** POST /key?uploadId: creates an object from the named parts, without copying their bytes. */
export async function handleComplete(call: ObjectCall): Promise<OssResponse> {
  const { bucket, key } = call;
  refuseKey(key);
  findUpload(call);
  const callback = findCallback(call);
  const text = await call.body.text(limits.completeBody);
  checkTextDigest(text, call.headers['content-md5']);
  const upload = findUpload(call);
  const parts = readChoice(call, text, upload);
  const isForbidden = upload.forbidOverwrite || forbidsOverwrite(call.headers);
  checkOverwrite(call, isForbidden, '0042-00000214');
  const { uploadId } = upload;
  // The official SDKs send the ACL with Complete; the ACL of Initiate counts when Complete has
  // none.
  const acl = call.headers['x-oss-object-acl'];
  const attributes =
    acl === undefined ? upload.attributes : { ...upload.attributes, acl: acceptAcl(bucket, acl) };
  const pieces = parts.flatMap((part) => part.pieces);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const crc64 = parts
    .reduce((crc, part) => combineServerCrc64(crc, BigInt(part.crc64), part.size), 0n)
    .toString();
  const etag = multipartEtag(parts);
  bucket.putObject({
    ...attributes,
    key,
    type: 'Multipart',
    lastModified: call.clock(),
    pieces,
    size,
    etag,
    crc64,
    uploadId,
  });
  bucket.uploads.end(uploadId, pieces);
  return await handleWithCallback(call, callback, completedResponse(call, etag, crc64, upload), {
    etag,
    size,
    mimeType: attributes.headers['content-type'] ?? '',
    crc64,
    contentMd5: '',
  });
}

/** @throws OssError NoSuchUpload */
export function findUpload({ bucket, key, query }: ObjectCall): UploadRecord {
  const uploadId = query.get('uploadId') ?? '';
  const upload = bucket.uploads.find(uploadId, key);
  if (upload === undefined) throw noSuchUpload(uploadId);
  return upload;
}

/** @throws OssError InvalidArgument for a number that is not from 1 to 10,000 */
export function readPartNumber({ query }: ObjectCall): number {
  const text = query.get('partNumber') ?? '';
  const number = parsePartNumber(text);
  if (number === undefined) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive.',
      'partNumber',
      text,
    );
  }
  return number;
}

function readChoice(call: ObjectCall, text: string, { uploadId }: UploadRecord): PartRecord[] {
  if (call.headers['x-oss-complete-all']?.toLowerCase() === 'yes') {
    if (text !== '') throw invalidArgument('The body must be empty.', 'x-oss-complete-all', 'yes');
    const parts = call.bucket.uploads.parts(uploadId);
    if (parts.length === 0) throw new OssError('InvalidPart');
    return chooseParts(parts, (number) => call.bucket.uploads.part(uploadId, number));
  }
  const choices = parseChoices(text);
  return chooseParts(choices, (number) => call.bucket.uploads.part(uploadId, number));
}

function parseChoices(text: string): PartChoice[] {
  const root = readXml(text);
  const { length } = root.children;
  if (root.name !== 'CompleteMultipartUpload' || length === 0 || length > limits.partCount) {
    throw new OssError('MalformedXML', { ec: '0042-00000205' });
  }
  return root.children.map((part) => {
    const number = parsePartNumber(childText(part, 'PartNumber')?.trim() ?? '');
    const etag = childText(part, 'ETag')?.trim().replace(/^"|"$/g, '');
    if (part.name !== 'Part' || etag === undefined) throw new OssError('MalformedXML');
    if (number === undefined) {
      throw invalidArgument('Part number must be an integer between 1 and 10000, inclusive.');
    }
    return { number, etag };
  });
}

function completedResponse(
  call: ObjectCall,
  etag: string,
  crc64: string,
  { attributes }: UploadRecord,
): OssResponse {
  const { bucket, key, region } = call;
  const { name } = bucket.record;
  const isEncoded = call.query.get('encoding-type') === 'url';
  return xmlResponse(
    writeXml('CompleteMultipartUploadResult', {
      EncodingType: isEncoded ? 'url' : undefined,
      Location: `http://${name}.oss-${region}.aliyuncs.com/${percentEncode(key).replaceAll('%2F', '/')}`,
      Bucket: name,
      Key: isEncoded ? percentEncode(key) : key,
      ETag: `"${etag}"`,
    }),
    {
      ETag: `"${etag}"`,
      'x-oss-hash-crc64ecma': crc64,
      ...encryptionHeaders(attributes.encryption),
    },
  );
}

function noSuchUpload(uploadId: string): OssError {
  return new OssError('NoSuchUpload', { details: { UploadId: uploadId } });
}
