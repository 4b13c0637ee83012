import type { BucketAcl, ObjectAcl } from '../rules/bucket-rules.ts';
import { OssError } from '../rules/oss-error.ts';
import type { OperationName } from '../rules/operation.ts';

/** Allowed actions such as `oss:PutObject`, and optionally the resource `bucket/prefix*`. */
export interface AccessPolicy {
  readonly actions: readonly string[];
  readonly resource?: string | undefined;
}

/** The kind of access of an operation, for senders who do not own the bucket. */
export type AccessKind = 'read-object' | 'write-object' | 'list' | 'owner';

const readers: readonly OperationName[] = [
  'GetObject',
  'HeadObject',
  'GetObjectMeta',
  'GetSymlink',
];
const writers: readonly OperationName[] = [
  'PutObject',
  'CopyObject',
  'AppendObject',
  'PostObject',
  'DeleteObject',
  'DeleteMultipleObjects',
  'InitiateMultipartUpload',
  'UploadPart',
  'UploadPartCopy',
  'CompleteMultipartUpload',
  'AbortMultipartUpload',
  'ListParts',
  'PutSymlink',
];
const listers: readonly OperationName[] = ['ListObjects', 'ListMultipartUploads', 'HeadBucket'];

/** RAM actions that differ from `oss:` plus the operation name. */
const actions: Partial<Record<OperationName, string>> = {
  HeadObject: 'oss:GetObject',
  GetObjectMeta: 'oss:GetObject',
  GetSymlink: 'oss:GetObject',
  CopyObject: 'oss:PutObject',
  AppendObject: 'oss:PutObject',
  PostObject: 'oss:PutObject',
  PutSymlink: 'oss:PutObject',
  ProcessObject: 'oss:PostProcessTask',
  InitiateMultipartUpload: 'oss:PutObject',
  UploadPart: 'oss:PutObject',
  UploadPartCopy: 'oss:PutObject',
  CompleteMultipartUpload: 'oss:PutObject',
  DeleteMultipleObjects: 'oss:DeleteObject',
  HeadBucket: 'oss:GetBucketInfo',
  GetBucketTags: 'oss:GetBucketTagging',
  PutBucketTags: 'oss:PutBucketTagging',
  DeleteBucketTags: 'oss:DeleteBucketTagging',
};

/** The RAM action that an operation needs. Source: "RAM policies" in the OSS documentation. */
export function actionOf(operation: OperationName): string {
  return actions[operation] ?? `oss:${operation}`;
}

/**
 * @param resource `bucket`, `bucket/key`, or '' for the service
 * @throws OssError AccessDenied naming the action
 */
export function checkPolicy(
  policy: AccessPolicy | readonly AccessPolicy[] | undefined,
  action: string,
  resource: string,
): void {
  if (policy === undefined) return;
  if ([policy].flat().some((candidate) => allows(candidate, action, resource))) return;
  throw new OssError('AccessDenied', {
    message: `Access denied by authorizer's policy. The action ${action} is not allowed.`,
    details: {
      AccessDeniedDetail: {
        PolicyType: 'AccountLevelIdentityBasedPolicy',
        NoPermissionType: 'ImplicitDeny',
        AuthAction: action,
      },
    },
    ec: '0003-00000301',
  });
}

/**
 * Checks the permissions of a sender who does not own the bucket, by bucket and object ACL.
 *
 * @throws OssError AccessDenied
 */
export function checkAcl(
  operation: OperationName,
  bucketAcl: BucketAcl,
  objectAcl: ObjectAcl | undefined,
): void {
  const byObject = objectAcl !== undefined && objectAcl !== 'default';
  const acl = byObject ? objectAcl : bucketAcl;
  const kind = kindOf(operation);
  const isAllowed =
    kind === 'read-object'
      ? acl !== 'private'
      : kind === 'write-object'
        ? acl === 'public-read-write'
        : kind === 'list' && bucketAcl !== 'private';
  if (isAllowed) return;
  const resource = kind === 'list' || kind === 'owner' ? 'bucket' : 'object';
  const source = byObject && resource === 'object' ? 'object' : 'bucket';
  throw new OssError('AccessDenied', {
    message: `You have no right to access this ${resource} because of ${source} acl.`,
  });
}

function kindOf(operation: OperationName): AccessKind {
  if (readers.includes(operation)) return 'read-object';
  if (writers.includes(operation)) return 'write-object';
  return listers.includes(operation) ? 'list' : 'owner';
}

function allows(policy: AccessPolicy, action: string, resource: string): boolean {
  const wanted = policy.resource?.replace(/^acs:oss:[^:]*:[^:]*:/, '');
  return (
    policy.actions.some((pattern) => fitsPattern(pattern, action)) &&
    (wanted === undefined || fitsPattern(wanted, resource))
  );
}

function fitsPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
