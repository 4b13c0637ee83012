import { decideRange, type InclusiveRange } from '../../rules/objects/byte-range.ts';
import { weighConditions } from '../../rules/objects/conditions.ts';
import { encryptionHeaders } from '../../rules/objects/object-headers.ts';
import { OssError } from '../../rules/oss-error.ts';
import { formatHttpDate } from '../../signing/request-time.ts';
import { toWire } from '../../text/text-coding.ts';
import type { ObjectRecord } from '../../storage/records.ts';
import type { OssResponse, ObjectCall } from '../call.ts';
import { contentMd5 } from './write-request.ts';

const overrides = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
] as const;

/** GET /key and HEAD /key: the object with its headers, whole or a range. */
export function getObject(call: ObjectCall): OssResponse {
  const found = requireObject(call);
  const object = followSymlink(call, found);
  const headers = objectHeaders(object, found, call.now);
  const { headers: request, query } = call;
  const decision = weighConditions(
    {
      ifMatch: request['if-match'],
      ifNoneMatch: request['if-none-match'],
      ifModifiedSince: request['if-modified-since'],
      ifUnmodifiedSince: request['if-unmodified-since'],
    },
    object,
  );
  if (decision === 'not-modified') return { status: 304, headers: validatorHeaders(object) };
  if (call.operation === 'GetObject') checkReadable(object, call.now);
  for (const name of overrides) {
    const value = query.get(`response-${name}`);
    if (value !== undefined && value !== '') headers[name] = toWire(value);
  }
  const isStandard = request['x-oss-range-behavior'] === 'standard';
  const range = decideRange(request['range'], object.size, isStandard);
  if (range === 'unsatisfiable') {
    throw new OssError('InvalidRange', {
      details: { ActualObjectSize: String(object.size), RangeRequested: request['range'] ?? '' },
    });
  }
  return serve(call, object, headers, range);
}

/** HEAD /key?objectMeta: only ETag, size and time. */
export function getObjectMeta(call: ObjectCall): OssResponse {
  const object = requireObject(call);
  return {
    status: 200,
    headers: {
      ...validatorHeaders(object),
      'Content-Length': String(object.size),
      'x-oss-hash-crc64ecma': object.crc64,
    },
  };
}

/** @throws OssError NoSuchKey */
export function requireObject({ bucket, key }: ObjectCall): ObjectRecord {
  const object = bucket.object(key);
  if (object === undefined) throw new OssError('NoSuchKey', { details: { Key: key } });
  return object;
}

function followSymlink({ bucket }: ObjectCall, object: ObjectRecord): ObjectRecord {
  if (object.symlinkTarget === undefined) return object;
  const target = bucket.object(object.symlinkTarget);
  if (target === undefined) {
    throw new OssError('NoSuchSymLinkTarget', { details: { Key: object.symlinkTarget } });
  }
  if (target.symlinkTarget !== undefined) throw new OssError('InvalidTargetType');
  return target;
}

function checkReadable(object: ObjectRecord, now: number): void {
  const isArchived = object.storageClass !== 'Standard' && object.storageClass !== 'IA';
  const { from = Infinity, until = 0 } = object.restored ?? {};
  if (isArchived && (now < from || now >= until)) {
    throw new OssError('InvalidObjectState', { details: { ObjectName: object.key } });
  }
}

function validatorHeaders(object: ObjectRecord): Record<string, string> {
  return {
    ETag: `"${object.etag}"`,
    'Last-Modified': formatHttpDate(object.lastModified),
  };
}

/** @param named the requested object, which differs from `object` for a symbolic link */
function objectHeaders(
  object: ObjectRecord,
  named: ObjectRecord,
  now: number,
): Record<string, string> {
  const meta = Object.entries(named.meta).map(([name, value]) => [`x-oss-meta-${name}`, value]);
  return {
    ...object.headers,
    ...(Object.fromEntries(meta) as Record<string, string>),
    ...validatorHeaders(object),
    ...encryptionHeaders(object.encryption),
    'Accept-Ranges': 'bytes',
    'x-oss-object-type': named.type,
    'x-oss-storage-class': object.storageClass,
    'x-oss-hash-crc64ecma': object.crc64,
    ...(object.type === 'Normal' ? { 'Content-MD5': contentMd5(object.etag) } : {}),
    ...(object.type === 'Appendable' ? { 'x-oss-next-append-position': String(object.size) } : {}),
    ...(object.tags.length === 0 ? {} : { 'x-oss-tagging-count': String(object.tags.length) }),
    ...restoreHeader(object, now),
  };
}

function restoreHeader({ restored }: ObjectRecord, now: number): Record<string, string> {
  if (restored === undefined || restored.until <= now) return {};
  const expiry = formatHttpDate(restored.until);
  const state =
    restored.from > now
      ? 'ongoing-request="true"'
      : `ongoing-request="false", expiry-date="${expiry}"`;
  return { 'x-oss-restore': state };
}

function serve(
  call: ObjectCall,
  object: ObjectRecord,
  headers: Record<string, string>,
  range: InclusiveRange | 'whole',
): OssResponse {
  const start = range === 'whole' ? 0 : range.start;
  const end = range === 'whole' ? object.size : range.end + 1;
  if (range !== 'whole') {
    headers['Content-Range'] = `bytes ${range.start}-${range.end}/${object.size}`;
  }
  headers['Content-Length'] = String(end - start);
  const { files } = call.bucket;
  const { pieces } = object;
  const release = files.hold(pieces);
  return {
    status: range === 'whole' ? 200 : 206,
    headers,
    body: { files, pieces, start, end, release },
  };
}
