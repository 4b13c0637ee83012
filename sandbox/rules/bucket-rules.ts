import { OssError, invalidArgument } from './oss-error.ts';

/** The permissions of senders who do not own the bucket or object. */
export type BucketAcl = 'private' | 'public-read' | 'public-read-write';
/** As the ACL of a bucket, or `default`: the ACL of the bucket applies. */
export type ObjectAcl = BucketAcl | 'default';

const bucketName = /^[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]$/;

/** True for 3 to 63 lower-case letters, digits and hyphens without a hyphen at either end. */
export function isBucketName(name: string): boolean {
  return bucketName.test(name);
}

/** @throws OssError InvalidBucketName */
export function refuseBucketName(name: string): void {
  if (!isBucketName(name)) {
    throw new OssError('InvalidBucketName', { details: { BucketName: name } });
  }
}

/** @throws OssError InvalidArgument for an unknown value */
export function parseBucketAcl(value: string): BucketAcl {
  if (value === 'private' || value === 'public-read' || value === 'public-read-write') return value;
  throw invalidArgument('no such bucket access control exists', 'x-oss-acl', value);
}

/** @throws OssError InvalidArgument for an unknown value */
export function parseObjectAcl(value: string): ObjectAcl {
  if (value === 'default') return value;
  if (value === 'private' || value === 'public-read' || value === 'public-read-write') return value;
  throw invalidArgument('no such object access control exists', 'x-oss-object-acl', value);
}
