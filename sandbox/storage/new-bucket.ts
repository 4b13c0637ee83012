import type { BucketRecord } from './records.ts';

/** A bucket with the defaults of OSS. */
export function newBucket(
  name: string,
  given: Pick<BucketRecord, 'ownerId' | 'created'> & Partial<BucketRecord>,
): BucketRecord {
  return {
    acl: 'private',
    storageClass: 'Standard',
    redundancy: 'LRS',
    tags: [],
    configurations: {},
    ...given,
    name,
  };
}
