import type { BucketRecord } from './records.ts';

/** A bucket as OSS makes it when nothing else is asked for. */
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
