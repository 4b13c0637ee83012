/**
 * Limits of OSS, all sizes in bytes.
 *
 * Source: "Limits", "Multipart upload" and "Object naming" of the OSS documentation.
 */
const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

export const ossLimits = {
  /** Minimum size of every part except the last. */
  minPartSize: 100 * KiB,
  maxPartSize: 5 * GiB,
  maxPartCount: 10_000,
  /** Largest object of a single PutObject. */
  maxPutSize: 5 * GiB,
  /** Largest object of a multipart upload, 48.8 TB. */
  maxObjectSize: 10_000 * 5 * GiB,
  /** Maximum size of an object key in UTF-8. */
  maxKeyBytes: 1023,
  /** Maximum size of all `x-oss-meta-*` names and values together. */
  maxMetaBytes: 8 * KiB,
  maxTags: 10,
  maxTagKeyLength: 128,
  maxTagValueLength: 256,
  /** Maximum size of the encoded callback parameter. */
  maxCallbackBytes: 5 * KiB,
  maxCallbackUrls: 5,
  /** Maximum clock skew for a valid signature, in milliseconds. */
  maxClockSkew: 15 * 60 * 1000,
} as const;
