import { limits } from '../../rules/limits.ts';
import {
  bucketTagLimits,
  objectTagLimits,
  readTagXml,
  type Tag,
} from '../../rules/objects/tags.ts';
import { readXml, childText } from '../../text/xml-reader.ts';
import { writeXml } from '../../text/xml-writer.ts';
import { xmlResponse, type OssResponse, type BucketCall, type ObjectCall } from '../call.ts';
import { requireObject } from './read-object.ts';
import { checkTextDigest, acceptAcl, checkWrite, readAttributes } from './write-request.ts';
import { OssError, invalidArgument } from '../../rules/oss-error.ts';
import { refuseKey } from '../../rules/objects/key-rules.ts';
import { percentDecode, percentEncode } from '../../text/text-coding.ts';

/** PUT /key?tagging: replaces the tags of an object and keeps its modification time. */
export async function putObjectTagging(call: ObjectCall): Promise<OssResponse> {
  requireObject(call);
  const text = await call.body.text(limits.controlBody);
  checkTextDigest(text, call.headers['content-md5']);
  const tags = readTagXml(readXml(text), objectTagLimits);
  call.bucket.putObject({ ...requireObject(call), tags });
  return { status: 200 };
}

/** GET /key?tagging */
export function getObjectTagging(call: ObjectCall): OssResponse {
  return tagResponse(requireObject(call).tags);
}

/** DELETE /key?tagging */
export function deleteObjectTagging(call: ObjectCall): OssResponse {
  call.bucket.putObject({ ...requireObject(call), tags: [] });
  return { status: 204 };
}

/** PUT /?tagging */
export async function putBucketTags({ bucket, body, headers }: BucketCall): Promise<OssResponse> {
  const text = await body.text(limits.controlBody);
  checkTextDigest(text, headers['content-md5']);
  bucket.update({ tags: readTagXml(readXml(text), bucketTagLimits) });
  return { status: 200 };
}

/** GET /?tagging */
export function getBucketTags({ bucket }: BucketCall): OssResponse {
  return tagResponse(bucket.record.tags);
}

/** DELETE /?tagging: removes every tag, or the tags named in its value. */
export function deleteBucketTags({ bucket, query }: BucketCall): OssResponse {
  const named = (query.get('tagging') ?? '').split(',').filter((key) => key !== '');
  const { tags } = bucket.record;
  bucket.update({ tags: named.length === 0 ? [] : tags.filter(({ key }) => !named.includes(key)) });
  return { status: 204 };
}

function tagResponse(tags: readonly Tag[]): OssResponse {
  return xmlResponse(
    writeXml('Tagging', {
      TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) },
    }),
  );
}

/** PUT /key?acl */
export function putObjectAcl(call: ObjectCall): OssResponse {
  const object = requireObject(call);
  const acl = acceptAcl(call.bucket, call.headers['x-oss-object-acl'] ?? '');
  call.bucket.putObject({ ...object, acl });
  return { status: 200 };
}

/** GET /key?acl */
export function getObjectAcl(call: ObjectCall): OssResponse {
  const { acl } = requireObject(call);
  const { ownerId } = call.bucket.record;
  return xmlResponse(
    writeXml('AccessControlPolicy', {
      Owner: { ID: ownerId, DisplayName: ownerId },
      AccessControlList: { Grant: acl },
    }),
  );
}

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * POST /key?restore: makes an archived object readable for some days, a minute from now. A second
 * request before that is a conflict; a later request extends the days.
 */
export async function restoreObject(call: ObjectCall): Promise<OssResponse> {
  const { bucket, now } = call;
  const text = await call.body.text(limits.controlBody);
  const object = requireObject(call);
  if (object.storageClass === 'Standard' || object.storageClass === 'IA') {
    throw new OssError('OperationNotSupported', { details: { Key: object.key } });
  }
  const days = text.trim() === '' ? 1 : readDays(text);
  const { restored } = object;
  const isRestored = restored !== undefined && restored.until > now;
  if (isRestored && restored.from > now) throw new OssError('RestoreAlreadyInProgress');
  const from = isRestored ? restored.from : now + minute;
  bucket.putObject({ ...object, restored: { from, until: now + days * day } });
  return { status: isRestored ? 200 : 202 };
}

function readDays(text: string): number {
  const root = readXml(text);
  const days = Number(childText(root, 'Days') ?? '1');
  if (root.name !== 'RestoreRequest' || !Number.isInteger(days) || days < 1 || days > 365) {
    throw new OssError('MalformedXML');
  }
  return days;
}

/** The MD5 and the CRC-64 of no bytes. */
const nothing = { etag: 'D41D8CD98F00B204E9800998ECF8427E', crc64: '0' };

/** PUT /key?symlink: creates a link to another object, which need not exist yet. */
export function putSymlink(call: ObjectCall): OssResponse {
  const { bucket, key, headers, now } = call;
  checkWrite(call);
  const header = headers['x-oss-symlink-target'] ?? '';
  const target = percentDecode(header);
  if (target === undefined || target === '') {
    throw invalidArgument('The symlink target is not valid.', 'x-oss-symlink-target', header);
  }
  refuseKey(target);
  bucket.putObject({
    ...readAttributes(call),
    ...nothing,
    key,
    type: 'Symlink',
    lastModified: now,
    pieces: [],
    size: 0,
    symlinkTarget: target,
  });
  return { status: 200, headers: { ETag: `"${nothing.etag}"` } };
}

/** GET /key?symlink: the target of the link. */
export function getSymlink(call: ObjectCall): OssResponse {
  const object = requireObject(call);
  if (object.symlinkTarget === undefined) throw new OssError('NotSymlink');
  return {
    status: 200,
    headers: {
      ETag: `"${object.etag}"`,
      'x-oss-symlink-target': percentEncode(object.symlinkTarget).replaceAll('%2F', '/'),
    },
  };
}
