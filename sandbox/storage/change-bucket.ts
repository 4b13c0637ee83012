import {
  overwriteConfiguration,
  publicAccessBlock,
  type BucketSettings,
} from '../rules/bucket-settings.ts';
import type { Storage } from './storage.ts';
import type { BucketRecord } from './records.ts';

/** Settings of a bucket, as the console of OSS changes them. */
export interface BucketChange extends BucketSettings {
  readonly acl?: BucketRecord['acl'];
  readonly blockPublicAccess?: boolean;
  /** No object under this prefix may be overwritten; '' for all. */
  readonly forbidsOverwriting?: string;
}

/** Fields that are not named stay. @throws when there is no such bucket */
export function changeBucket(storage: Storage, name: string, change: BucketChange): void {
  const bucket = storage.bucket(name);
  if (bucket === undefined) throw new Error(`There is no bucket ${name}.`);
  const { acl, blockPublicAccess, forbidsOverwriting, ...settings } = change;
  const { record } = bucket;
  bucket.update({
    ...(acl === undefined ? {} : { acl }),
    settings: { ...record.settings, ...settings },
    configurations: {
      ...record.configurations,
      ...(blockPublicAccess === undefined
        ? {}
        : { publicAccessBlock: publicAccessBlock(blockPublicAccess) }),
      ...(forbidsOverwriting === undefined
        ? {}
        : { overwriteConfig: overwriteConfiguration(forbidsOverwriting) }),
    },
  });
}

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
