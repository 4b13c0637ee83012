import * as v from 'valibot';
import { ossLimits } from './oss-limits.ts';

/** What to do when an object already exists under the key. */
export const conflictPolicies = [
  'ask',
  'skip',
  'skip-identical',
  'overwrite',
  'newer',
  'rename',
  'fail',
] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

export const storageClasses = [
  'Standard',
  'IA',
  'Archive',
  'ColdArchive',
  'DeepColdArchive',
] as const;
export const objectAcls = ['default', 'private', 'public-read', 'public-read-write'] as const;
export const encryptionAlgorithms = ['AES256', 'KMS', 'SM4'] as const;

/** A header value is one line; a line break would inject a second header (RFC 9110, 5.5). */
const headerValue = v.pipe(v.string(), v.regex(/^[^\r\n\0]*$/, 'A header value is one line'));

/** `x-oss-meta-` names: letters, digits and hyphens; OSS lower-cases them. */
const metaName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]+$/, 'Letters, digits and hyphens only'));

const httpUrls = v.pipe(
  v.string(),
  v.check((text) => {
    const urls = text.split(';');
    return (
      urls.length <= ossLimits.maxCallbackUrls &&
      urls.every((url) => /^https?:\/\/[^\s/]/i.test(url))
    );
  }, `One to ${ossLimits.maxCallbackUrls} http or https addresses, separated by semicolons`),
);

const callback = v.strictObject({
  /** Address that OSS calls after the upload; up to five, separated by `;`. */
  url: httpUrls,
  /** `Host` header of that call. */
  host: v.optional(headerValue),
  /** Body of that call; may hold `${bucket}`, `${object}`, `${etag}`, `${size}`, `${x:name}` … */
  body: v.pipe(v.string(), v.minLength(1)),
  contentType: v.optional(
    v.picklist(['application/x-www-form-urlencoded', 'application/json'] as const),
  ),
  /** Values of the `${x:name}` variables; the names with or without `x:`. */
  customValue: v.optional(v.record(v.string(), v.string())),
});

/**
 * All upload parameters of the OSS documentation, under its names. An absent field means the
 * default of OSS or of the settings.
 */
export const uploadOptionsSchema = v.strictObject({
  /** Limit on concurrent parts of one file. */
  parallel: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64))),
  /** Part size in bytes. */
  partSize: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(ossLimits.minPartSize),
      v.maxValue(ossLimits.maxPartSize),
    ),
  ),
  /** User metadata, sent as `x-oss-meta-<name>`; values may be any Unicode text. */
  meta: v.optional(v.record(metaName, headerValue)),
  /** Sends the modification time of each file as the metadata `mtime`. */
  keepTimes: v.optional(v.boolean()),
  /** Content-Type; guessed from the name when absent. */
  mime: v.optional(v.pipe(headerValue, v.regex(/^[^/\s]+\/[^/\s]/, 'A type such as image/jpeg'))),
  headers: v.optional(
    v.strictObject({
      'Cache-Control': v.optional(headerValue),
      'Content-Disposition': v.optional(headerValue),
      'Content-Encoding': v.optional(headerValue),
      'Content-Language': v.optional(headerValue),
      Expires: v.optional(headerValue),
    }),
  ),
  callback: v.optional(callback),
  storageClass: v.optional(v.picklist(storageClasses)),
  acl: v.optional(v.picklist(objectAcls)),
  tagging: v.optional(
    v.pipe(
      v.record(
        v.pipe(v.string(), v.minLength(1), v.maxLength(ossLimits.maxTagKeyLength)),
        v.pipe(v.string(), v.maxLength(ossLimits.maxTagValueLength)),
      ),
      v.check((tags) => Object.keys(tags).length <= ossLimits.maxTags, 'At most ten tags'),
    ),
  ),
  serverSideEncryption: v.optional(
    v.strictObject({
      algorithm: v.picklist(encryptionAlgorithms),
      /** KMS key; absent means the default key of the account. */
      keyId: v.optional(headerValue),
    }),
  ),
});

export type UploadOptions = v.InferOutput<typeof uploadOptionsSchema>;
export type UploadCallback = v.InferOutput<typeof callback>;

/** How a folder becomes rows. */
export const scanOptionsSchema = v.strictObject({
  /** Only names that match one of these globs, relative to the root; an empty list means all. */
  include: v.optional(v.array(v.string())),
  exclude: v.optional(v.array(v.string())),
  /** Follow symbolic links inside a root, never out of it. */
  followLinks: v.optional(v.boolean()),
  /** Write `name/` markers for empty folders. */
  keepEmptyFolders: v.optional(v.boolean()),
  /** Take over unfinished rows of other batches for the same objects. */
  takeOver: v.optional(v.boolean()),
  /** Write object keys in Unicode normalization form C; when absent, the name stays unchanged. */
  normalizeNames: v.optional(v.boolean()),
});
export type ScanOptions = v.InferOutput<typeof scanOptionsSchema> & {
  /** The batch that is made again: its files go up under the keys that they have there. */
  readonly keysOf?: number;
};

/** Valid upload options, or the first field that does not fit the schema. */
type UploadOptionsReading =
  | { readonly ok: true; readonly options: UploadOptions }
  | {
      readonly ok: false;
      readonly reason: string;
      /** Field names that lead to the invalid value, from the outside in. */
      readonly path: readonly string[];
    };

/** Reads upload options from outside: a command line, a file, another process. */
export function readUploadOptions(value: unknown): UploadOptionsReading {
  const parsed = v.safeParse(uploadOptionsSchema, value);
  if (parsed.success) return { ok: true, options: parsed.output };
  const [issue] = parsed.issues;
  return {
    ok: false,
    reason: issue.message,
    path: issue.path?.map(({ key }) => String(key)) ?? [],
  };
}

/**
 * What the window leaves out of folders unless the user says otherwise: files that systems write for
 * themselves, and downloads that are not complete.
 */
export const usualScan: Readonly<ScanOptions> = {
  exclude: [
    '.DS_Store',
    'Thumbs.db',
    'desktop.ini',
    '*.crdownload',
    '*.opdownload',
    '*.part',
    '*.partial',
  ],
};
