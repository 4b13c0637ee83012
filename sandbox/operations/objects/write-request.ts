import { createHash } from 'node:crypto';
import { ownerNamed } from '../../accounts.ts';
import { parseObjectAcl, type ObjectAcl } from '../../rules/bucket-rules.ts';
import { forbidsReplacing, refuseImmutable, refusePublicAcl } from '../../rules/bucket-settings.ts';
import { refuseKey } from '../../rules/objects/key-rules.ts';
import { limits } from '../../rules/limits.ts';
import {
  encryptionHeaders,
  readEncryption,
  readObjectHeaders,
  readStorageClass,
  type WireHeaders,
} from '../../rules/objects/object-headers.ts';
import { OssError, invalidArgument } from '../../rules/oss-error.ts';
import { readTagHeader } from '../../rules/objects/tags.ts';
import type { BucketStorage } from '../../storage/bucket-storage.ts';
import { receiveBytes } from '../../storage/receive-bytes.ts';
import type { ObjectAttributes, ReceivedBytes } from '../../storage/records.ts';
import type { OssResponse, BucketCall, ObjectCall } from '../call.ts';

/**
 * Reads the object attributes of a writing request, with the defaults of the bucket.
 *
 * @throws OssError for headers that OSS refuses
 */
export function readAttributes({ headers, bucket }: BucketCall): ObjectAttributes {
  const { standard, meta } = readObjectHeaders(headers);
  const encryption = readEncryption(headers);
  return {
    headers: standard,
    meta,
    storageClass: readStorageClass(headers['x-oss-storage-class']) ?? bucket.record.storageClass,
    acl: acceptAcl(bucket, headers['x-oss-object-acl'] ?? 'default'),
    tags: readTagHeader(headers['x-oss-tagging']),
    ...(encryption === undefined ? {} : { encryption }),
  };
}

/**
 * @throws OssError FileAlreadyExists when the object exists and the request or the bucket forbids
 *   overwriting; FileImmutable
 */
export function checkOverwrite(
  { bucket, key, headers, identity, now }: ObjectCall,
  isForbidden = forbidsOverwrite(headers),
  ec?: string,
): void {
  const object = bucket.object(key);
  if (object === undefined) return;
  const { account } = identity;
  const owner = account === undefined ? undefined : ownerNamed(account);
  if (isForbidden || forbidsReplacing(bucket.record, key, owner)) {
    throw new OssError('FileAlreadyExists', ec === undefined ? {} : { ec });
  }
  refuseImmutable(bucket.record, object, now);
}

/** @throws OssError for an unknown ACL, or a public one while Block Public Access is on */
export function acceptAcl(bucket: BucketStorage, text: string): ObjectAcl {
  const acl = parseObjectAcl(text);
  refusePublicAcl(bucket.record, acl, 'object');
  return acl;
}

/** @throws OssError InvalidArgument when the header is neither true nor false */
export function forbidsOverwrite(headers: WireHeaders): boolean {
  const value = headers['x-oss-forbid-overwrite']?.toLowerCase();
  if (value === undefined || value === 'false') return false;
  if (value === 'true') return true;
  throw new OssError('InvalidArgument', {
    message: 'Invalid x-oss-forbid-overwrite.',
    details: { ArgumentName: 'x-oss-forbid-overwrite', ArgumentValue: value },
    ec: '0017-00000279',
  });
}

/**
 * Streams a body to disk and checks it against the checksums the client sent.
 *
 * @throws OssError MissingContentLength, InvalidDigest, InvalidCRC64, EntityTooLarge
 */
export async function receiveBody(call: ObjectCall): Promise<ReceivedBytes> {
  const { body, bucket, headers } = call;
  if (!body.hasLength) throw new OssError('MissingContentLength');
  if ((body.declaredLength ?? 0) > limits.putSize) {
    throw invalidArgument('The object or part is larger than 5 GB.', 'Content-Length');
  }
  const digest = readDigest(headers['content-md5']);
  const received = await receiveBytes(bucket.files, body.stream(limits.putSize));
  const problem = findDamage(received, digest, headers['x-oss-hash-crc64ecma']);
  if (problem === undefined) return received;
  bucket.files.retire(received.pieces);
  throw problem;
}

/** @throws OssError InvalidDigest when a Content-MD5 does not match a body read as text */
export function checkTextDigest(text: string, digest: string | undefined): void {
  const wanted = readDigest(digest);
  if (wanted === undefined) return;
  if (createHash('md5').update(text, 'utf8').digest('hex').toUpperCase() !== wanted) {
    throw new OssError('InvalidDigest');
  }
}

/** The checks at the start of every write to a key. */
export function checkWrite(call: ObjectCall): void {
  refuseKey(call.key);
  checkOverwrite(call);
}

/** The empty response with the headers of the stored object. */
export function storedResponse(
  received: ReceivedBytes,
  attributes?: ObjectAttributes,
): OssResponse {
  return {
    status: 200,
    headers: {
      ETag: `"${received.etag}"`,
      'x-oss-hash-crc64ecma': received.crc64,
      'Content-MD5': contentMd5(received.etag),
      ...encryptionHeaders(attributes?.encryption),
    },
  };
}

/** Converts an MD5 from hexadecimal to the form of the header `Content-MD5`. */
export function contentMd5(etag: string): string {
  return Buffer.from(etag, 'hex').toString('base64');
}

function readDigest(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined;
  const bytes = Buffer.from(header, 'base64');
  if (bytes.length !== 16)
    throw new OssError('InvalidDigest', { details: { 'Content-MD5': header } });
  return bytes.toString('hex').toUpperCase();
}

function findDamage(
  received: ReceivedBytes,
  digest: string | undefined,
  crc64: string | undefined,
): OssError | undefined {
  if (digest !== undefined && digest !== received.etag) return new OssError('InvalidDigest');
  if (crc64 === undefined) return undefined;
  if (!/^\d{1,20}$/.test(crc64)) {
    return invalidArgument('The CRC64 header is not a number.', 'x-oss-hash-crc64ecma', crc64);
  }
  return BigInt(crc64) === BigInt(received.crc64) ? undefined : new OssError('InvalidCRC64');
}
