import * as v from 'valibot';
import { destinationSchema } from './schemas.ts';

/** An object of a bucket, as a list of OSS names it. */
export interface ObjectEntry {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** A name of OSS, such as `Standard` or `IA`. */
  readonly storageClass: string;
}

/** One page of what a bucket holds under a prefix, one level deep, in the order of OSS. */
export interface ObjectPage {
  /** False when the keys may upload but not list. */
  readonly permitted: boolean;
  /** Full prefixes, each ending in `/`. */
  readonly prefixes: readonly string[];
  readonly objects: readonly ObjectEntry[];
  /** Continues the list; absent at its end. */
  readonly next?: string;
}

/** A small picture of an object. */
export interface Thumbnail {
  /** A content type, such as `image/jpeg`. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Asks for a page: `after` is `next` of the page before. */
export const pageRequestSchema = v.strictObject({
  ...destinationSchema.entries,
  after: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))),
});

/** An object of a bucket. */
export const objectNameSchema = v.strictObject({
  accountId: destinationSchema.entries.accountId,
  bucket: destinationSchema.entries.bucket,
  key: v.pipe(v.string(), v.minLength(1), v.maxLength(1023)),
});
