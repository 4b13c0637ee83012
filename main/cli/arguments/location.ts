import { UsageError } from '../words/usage-error.ts';

/** What stands after `oss://`. */
export interface OssLocation {
  readonly bucket: string;
  /** Everything after the first slash, exactly as typed; may be empty. */
  readonly rest: string;
}

/** Bucket names of OSS: 3 to 63 lower-case letters, digits and hyphens, none at the ends. */
const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** @throws UsageError when `bucket` cannot be the name of one. */
export function requireBucketName(bucket: string): string {
  if (bucketName.test(bucket)) return bucket;
  throw new UsageError(
    bucket === '' ? 'The bucket has no name.' : `"${bucket}" cannot be the name of a bucket.`,
    'Bucket names have 3 to 63 lower-case letters, digits and hyphens, such as oss://photos/2026/.',
  );
}

/**
 * Reads `oss://bucket/prefix/`.
 *
 * @throws UsageError for anything else.
 */
function parseLocation(text: string): OssLocation {
  const match = /^oss:\/\/([^/]*)(?:\/(.*))?$/is.exec(text);
  if (match?.[1] === undefined) {
    throw new UsageError(
      `"${text}" is not a place in OSS.`,
      'Write it as oss://bucket/prefix/, with a slash at the end for a folder.',
    );
  }
  return { bucket: requireBucketName(match[1]), rest: match[2] ?? '' };
}

/** A prefix under which names are put, or one whole key. */
export type UploadLocation =
  | { readonly kind: 'prefix'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'key'; readonly bucket: string; readonly key: string };

/**
 * Decides what `--to` means, as `cp` does: a slash at the end, or no key at all, is a folder;
 * anything else is the whole object key of a single file.
 *
 * @throws UsageError when it is no place in OSS.
 */
export function parseUploadLocation(text: string): UploadLocation {
  const { bucket, rest } = parseLocation(text);
  return rest === '' || rest.endsWith('/')
    ? { kind: 'prefix', bucket, prefix: rest }
    : { kind: 'key', bucket, key: rest };
}

/** `oss://bucket/prefix/` again, to show. */
export function formatLocation(bucket: string, rest: string): string {
  return `oss://${bucket}/${rest}`;
}
