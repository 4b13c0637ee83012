import { UsageError } from '../report/exit-codes.ts';

/** The text after `oss://`, split at the first slash. */
interface OssLocation {
  readonly bucket: string;
  /** Everything after the first slash, exactly as typed; may be empty. */
  readonly rest: string;
}

/** Bucket names of OSS: 3 to 63 lower-case letters, digits and hyphens, none at the ends. */
const bucketName = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** @throws UsageError when `bucket` is not a valid bucket name. */
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

/** A prefix for object keys, or one complete key. */
export type UploadLocation =
  | { readonly kind: 'prefix'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'key'; readonly bucket: string; readonly key: string };

/**
 * Interprets `--to` as `cp` does: a trailing slash or an empty key means a folder. Any other text
 * is the whole object key of a single file.
 *
 * @throws UsageError when the text is not a location in OSS.
 */
export function parseUploadLocation(text: string): UploadLocation {
  const { bucket, rest } = parseLocation(text);
  return rest === '' || rest.endsWith('/')
    ? { kind: 'prefix', bucket, prefix: rest }
    : { kind: 'key', bucket, key: rest };
}

/** Formats `oss://bucket/prefix/` for display. */
export function formatLocation(bucket: string, rest: string): string {
  return `oss://${bucket}/${rest}`;
}
