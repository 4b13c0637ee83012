import { ownerNamed, requireAction } from '../accounts.ts';
import { checkAcl } from '../rules/access.ts';
import { isBucketName } from '../rules/bucket-rules.ts';
import { weighConditions } from '../rules/conditions.ts';
import { OssError, invalidArgument } from '../rules/oss-error.ts';
import { percentDecode } from '../rules/text-coding.ts';
import type { BucketStorage } from '../storage/bucket-storage.ts';
import type { ObjectRecord } from '../storage/records.ts';
import type { ObjectCall } from './call.ts';

/** The source object of a copy. */
export interface CopySource {
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
export function findCopySource(call: ObjectCall): CopySource | undefined {
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
