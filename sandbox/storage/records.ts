import type { BucketSettings } from '../rules/bucket-settings.ts';
import type { BucketAcl, ObjectAcl } from '../rules/bucket-rules.ts';
import type { Encryption, StorageClass } from '../rules/objects/object-headers.ts';
import type { Tag } from '../rules/objects/tags.ts';

/** A range of an object's bytes: a file in the bucket's data folder that never changes. */
export interface Piece {
  readonly file: string;
  readonly size: number;
}

/** The object attributes of a write request; kept from Initiate to Complete. */
export interface ObjectAttributes {
  /** Standard headers in lower case, one character per byte. */
  readonly headers: Readonly<Record<string, string>>;
  /** User metadata, names without `x-oss-meta-`, values one character per byte. */
  readonly meta: Readonly<Record<string, string>>;
  readonly storageClass: StorageClass;
  readonly acl: ObjectAcl;
  readonly tags: readonly Tag[];
  readonly encryption?: Encryption | undefined;
}

/** The facts about received bytes. `etag` is their MD5 in upper-case hexadecimal. */
export interface ReceivedBytes {
  readonly pieces: readonly Piece[];
  readonly size: number;
  readonly etag: string;
  /** CRC-64/XZ in decimal. */
  readonly crc64: string;
}

/** An object. Times in milliseconds since 1970. */
export interface ObjectRecord extends ObjectAttributes, ReceivedBytes {
  readonly key: string;
  readonly type: 'Normal' | 'Multipart' | 'Appendable' | 'Symlink';
  readonly lastModified: number;
  /** For a multipart object: the upload that created it. */
  readonly uploadId?: string | undefined;
  /** For a symbolic link: the key of its target. */
  readonly symlinkTarget?: string | undefined;
  /** For an archived object after RestoreObject: the start and end of its readable time. */
  readonly restored?: { readonly from: number; readonly until: number } | undefined;
}

/** A part of an upload in progress. */
export interface PartRecord extends ReceivedBytes {
  readonly number: number;
  readonly lastModified: number;
}

/** An upload in progress. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly key: string;
  readonly initiated: number;
  readonly attributes: ObjectAttributes;
  readonly forbidOverwrite: boolean;
}

/** A bucket. `configurations` are documents by sub-resource name, kept as they were sent. */
export interface BucketRecord {
  readonly name: string;
  readonly created: number;
  readonly ownerId: string;
  readonly acl: BucketAcl;
  readonly storageClass: StorageClass;
  readonly redundancy: string;
  readonly tags: readonly Tag[];
  readonly configurations: Readonly<Record<string, string>>;
  readonly settings?: BucketSettings | undefined;
}
