import type { Query } from '../text/query.ts';

type Level = 'service' | 'bucket' | 'object';

/** Method, level, query argument that selects it (or '' for none), name. The first match wins. */
const table = [
  ['GET', 'service', '', 'ListBuckets'],
  ['POST', 'service', '', 'AssumeRole'],

  ['PUT', 'bucket', 'acl', 'PutBucketAcl'],
  ['GET', 'bucket', 'acl', 'GetBucketAcl'],
  ['GET', 'bucket', 'bucketInfo', 'GetBucketInfo'],
  ['GET', 'bucket', 'location', 'GetBucketLocation'],
  ['GET', 'bucket', 'cname', 'ListCname'],
  ['GET', 'bucket', 'worm', 'GetBucketWorm'],
  ['GET', 'bucket', 'stat', 'GetBucketStat'],
  ['GET', 'bucket', 'uploads', 'ListMultipartUploads'],
  ['POST', 'bucket', 'delete', 'DeleteMultipleObjects'],
  ['PUT', 'bucket', 'tagging', 'PutBucketTags'],
  ['GET', 'bucket', 'tagging', 'GetBucketTags'],
  ['DELETE', 'bucket', 'tagging', 'DeleteBucketTags'],
  ['GET', 'bucket', 'versioning', 'GetBucketVersioning'],
  ['GET', 'bucket', '', 'ListObjects'],
  ['PUT', 'bucket', '', 'PutBucket'],
  ['DELETE', 'bucket', '', 'DeleteBucket'],
  ['HEAD', 'bucket', '', 'HeadBucket'],
  ['POST', 'bucket', '', 'PostObject'],

  ['POST', 'object', 'uploads', 'InitiateMultipartUpload'],
  ['POST', 'object', 'uploadId', 'CompleteMultipartUpload'],
  ['PUT', 'object', 'uploadId', 'UploadPart'],
  ['GET', 'object', 'uploadId', 'ListParts'],
  ['DELETE', 'object', 'uploadId', 'AbortMultipartUpload'],
  ['POST', 'object', 'append', 'AppendObject'],
  ['PUT', 'object', 'acl', 'PutObjectAcl'],
  ['GET', 'object', 'acl', 'GetObjectAcl'],
  ['PUT', 'object', 'tagging', 'PutObjectTagging'],
  ['GET', 'object', 'tagging', 'GetObjectTagging'],
  ['DELETE', 'object', 'tagging', 'DeleteObjectTagging'],
  ['PUT', 'object', 'symlink', 'PutSymlink'],
  ['GET', 'object', 'symlink', 'GetSymlink'],
  ['POST', 'object', 'restore', 'RestoreObject'],
  ['POST', 'object', 'x-oss-process', 'ProcessObject'],
  ['HEAD', 'object', 'objectMeta', 'GetObjectMeta'],
  ['GET', 'object', 'objectMeta', 'GetObjectMeta'],
  ['HEAD', 'object', '', 'HeadObject'],
  ['GET', 'object', '', 'GetObject'],
  ['PUT', 'object', '', 'PutObject'],
  ['DELETE', 'object', '', 'DeleteObject'],
] as const satisfies readonly (readonly [string, Level, string, string])[];

/** The name of an operation as in OSS's API reference. */
export type OperationName =
  | (typeof table)[number][3]
  | 'CopyObject'
  | 'UploadPartCopy'
  | 'PutBucketConfiguration'
  | 'GetBucketConfiguration'
  | 'DeleteBucketConfiguration'
  | 'PreflightRequest';

/** Bucket settings that are stored and returned as they were sent. */
export const bucketConfigurations = [
  'cors',
  'encryption',
  'inventory',
  'lifecycle',
  'logging',
  'overwriteConfig',
  'policy',
  'publicAccessBlock',
  'referer',
  'requestPayment',
  'website',
] as const;

/**
 * Sub-resources of OSS that this server does not support. Such a request must not run as the call
 * without its argument: `DELETE /?worm` must not delete the bucket.
 */
const foreign = new Set(
  `versions worm wormId wormExtend replication replicationLocation replicationProgress live vod comp
  qos qosInfo asyncFetch img style styleName cname metaQuery transferAcceleration resourceGroup
  accessmonitor httpsConfig tls select seal rtc udf userqos x-oss-async-process`.split(/\s+/),
);

/** Those of them that this server can show. */
const readable = new Set(['cname', 'worm']);

/** True when a request names a sub-resource that this server does not support. */
export function isForeign({ all }: Query, method: string): boolean {
  return all.some(
    ({ name }) =>
      (foreign.has(name) && !(readable.has(name) && method === 'GET')) ||
      (name === 'versioning' && method !== 'GET'),
  );
}

const dataOfBucket: readonly OperationName[] = [
  'ListObjects',
  'ListMultipartUploads',
  'DeleteMultipleObjects',
  'PostObject',
];

/** True for the operations on objects, which OSS calls data APIs. */
export function isDataOperation(name: OperationName): boolean {
  if (dataOfBucket.includes(name) || name === 'CopyObject' || name === 'UploadPartCopy')
    return true;
  return table.some(([, level, , rowName]) => level === 'object' && rowName === name);
}

/** The parts of a request that decide its operation. */
export interface RequestedOperation {
  readonly method: string;
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  readonly query: Query;
  /** True when the request has `x-oss-copy-source`. */
  readonly isCopy: boolean;
}

/** Names the operation of a request; undefined when OSS has no such method there. */
export function nameOperation(facts: RequestedOperation): OperationName | undefined {
  const { method, query, isCopy } = facts;
  if (method === 'OPTIONS') return 'PreflightRequest';
  if (isForeign(query, method)) return undefined;
  const level =
    facts.bucket === undefined ? 'service' : facts.key === undefined ? 'bucket' : 'object';
  if (level === 'bucket' && bucketConfigurations.some((name) => query.has(name))) {
    if (method === 'PUT') return 'PutBucketConfiguration';
    if (method === 'GET') return 'GetBucketConfiguration';
    if (method === 'DELETE') return 'DeleteBucketConfiguration';
  }
  const row = table.find(
    ([rowMethod, rowLevel, argument]) =>
      rowMethod === method && rowLevel === level && (argument === '' || query.has(argument)),
  );
  if (isCopy && row?.[3] === 'PutObject') return 'CopyObject';
  if (isCopy && row?.[3] === 'UploadPart') return 'UploadPartCopy';
  return row?.[3];
}
